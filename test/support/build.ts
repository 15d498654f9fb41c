/** Builds `dist` once per run: thread, e2e and fault suites import the package by its name. */

import { execFileSync } from 'node:child_process';

export function setup(): void {
  if (process.env['SKIP_BUILD']) return;
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
}
