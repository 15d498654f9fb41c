/**
 * What the benchmarks compare with, out of a package of its own (`peers/`), which is installed when a
 * benchmark wants it. Its types are written by hand, so that the type check needs none of it.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const FOLDER = join(__dirname, 'peers');

/** What npm writes last: all that the lock file names is there. */
const INSTALLED = join(FOLDER, 'node_modules', '.package-lock.json');

/** Installs what is not there, or older than its lock file; a minute on a fresh machine. */
export function installPeers(): void {
  const isFresh =
    existsSync(INSTALLED) &&
    statSync(INSTALLED).mtimeMs >= statSync(join(FOLDER, 'package-lock.json')).mtimeMs;
  if (isFresh) return;
  execFileSync('npm', ['ci', '--prefix', FOLDER, '--no-audit', '--no-fund'], { stdio: 'inherit' });
}

/** Loads one of them. */
export function requirePeer<Package>(name: string): Package {
  return createRequire(join(FOLDER, 'package.json'))(name) as Package;
}
