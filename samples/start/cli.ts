/** Runs the package's own command line, and keeps what it prints. */

import { dirname, join } from 'node:path';
import { Writable } from 'node:stream';

interface CommandLine {
  /** Never rejects; returns the exit code. */
  runCli(argv: readonly string[], io: object): Promise<number>;
}

/** What the package's `bin` runs, found by its name: thirty programs one by one would take their time. */
const PACKAGE = dirname(require.resolve('botbuilder-analytics/package.json'));
const { runCli: run } = require(join(PACKAGE, 'dist/cli/run.js')) as CommandLine;

/**
 * Returns what a command prints, data and messages.
 * @throws Error (rejects) if it does not end with exit code 0, with what it said
 */
export async function runCli(argv: readonly string[]): Promise<string> {
  const printed: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      printed.push(String(chunk));
      done();
    },
  });
  const code = await run(argv, { stdout: stream, stderr: stream, env: {}, now: Date.now });
  const text = printed.join('').trimEnd();
  if (code !== 0) throw new Error(`${argv.join(' ')}: exit code ${code}\n${text}`);
  return text;
}
