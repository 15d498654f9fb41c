/** Runs the package's own command line. */

import { dirname, join } from 'node:path';
import { Writable } from 'node:stream';

interface CommandLine {
  /** Never rejects; returns the exit code. */
  runCli(argv: readonly string[], io: object): Promise<number>;
}

/** What the package's `bin` runs, found by its name: thirty programs one by one would take their time. */
const PACKAGE = dirname(require.resolve('botbuilder-analytics/package.json'));
const { runCli: run } = require(join(PACKAGE, 'dist/cli/run.js')) as CommandLine;

/** Where a command prints, and what ends one that goes on; without it, Ctrl+C. */
export interface OpenRun {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly stop?: AbortSignal;
}

/**
 * Runs a command that prints while it runs.
 * @throws Error (rejects) if it does not end with exit code 0
 */
export async function runOpenly(argv: readonly string[], io: OpenRun = terminal): Promise<void> {
  const code = await run(argv, { ...io, env: {}, now: Date.now });
  if (code !== 0) throw new Error(`${argv.join(' ')}: exit code ${code}`);
}

const terminal: OpenRun = { stdout: process.stdout, stderr: process.stderr };

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
