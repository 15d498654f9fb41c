/** Runs the package's own command line, as its users would. */

import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** `bin` of the package, found by its name. */
const CLI = join(dirname(require.resolve('botbuilder-analytics/package.json')), 'dist/cli/main.js');

/**
 * Returns what a command prints on stdout.
 * @throws Error (rejects) if it does not end with exit code 0, with what it said on stderr
 */
export async function runCli(args: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [CLI, ...args]);
  return stdout.trimEnd();
}
