/**
 * Builds `dist` once per run: thread, e2e and fault suites import the package by its name. Only the files
 * that are shipped, which are the same as those of `npm run build`, and those that processes of the tests
 * load by themselves: to compile all of `src`, to check the types and to declare them takes most of a
 * build's time, and `npm run typecheck` does it.
 */

import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';

/** Inner parts that small processes load without the rest, each a bundle of its own. */
const PARTS = [
  'src/cli/run.ts',
  'src/model/resolve.ts',
  'src/model/retention.ts',
  'src/record/open.ts',
  'src/record/sqlite/store.ts',
  'src/runtime/record-deps.ts',
  'src/runtime/recorder.ts',
];

export function setup(): void {
  // both projects ask for it
  if (process.env['SKIP_BUILD']) return;
  process.env['SKIP_BUILD'] = 'built';
  rmSync('dist', { recursive: true, force: true });
  execFileSync('npm', ['run', '--silent', 'bundle', '--', ...PARTS], { stdio: 'inherit' });
  execFileSync('npm', ['run', '--silent', 'bundle:client'], { stdio: 'inherit' });
}
