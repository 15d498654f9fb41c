/** Builds `dist` once per run: thread, e2e and fault suites import the package by its name. */

import { execFileSync } from 'node:child_process';

export function setup(): void {
  // both projects ask for it
  if (process.env['SKIP_BUILD']) return;
  process.env['SKIP_BUILD'] = 'built';
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
}
