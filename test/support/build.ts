/**
 * Builds `dist` once per run: thread, e2e and fault suites import the package by its name. Only the
 * JavaScript, which is the same as that of `npm run build`: to check the types, and to declare them,
 * takes most of a build's time, and `npm run typecheck` does it.
 */

import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';

const WITHOUT_TYPES = ['--noCheck', '--declaration', 'false', '--declarationMap', 'false'];

export function setup(): void {
  // both projects ask for it
  if (process.env['SKIP_BUILD']) return;
  process.env['SKIP_BUILD'] = 'built';
  rmSync('dist', { recursive: true, force: true });
  execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), ...WITHOUT_TYPES], {
    stdio: 'inherit',
  });
  execFileSync('npm', ['run', '--silent', 'bundle'], { stdio: 'inherit' });
}
