/**
 * A copy of a file as it was before an upgrade: `bot.db.v3-backup` beside `bot.db`.
 *
 * An upgrade is done in full or not at all, so that the copy is for going back to the release before,
 * and for mistakes in an upgrade. It holds what may be erased or grow too old meanwhile, and is removed
 * after a week.
 */

import { closeSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { MEMORY } from '../../model/settings.ts';
import { DAY_MS } from '../../model/time.ts';
import type { EpochMs } from '../../model/time.ts';
import type { DatabaseLike } from './driver.ts';

/** How long a copy is kept. */
const KEPT_MS = 7 * DAY_MS;

/** Readable by the bot alone, as the file itself. */
const FILE_MODE = 0o600;

/**
 * Writes the copy. Where it cannot be written (the disk has no room for it) there is none, and the
 * upgrade goes on: what the bot has to record is worth more.
 *
 * @param version that the file has now
 */
export function copyBeforeUpgrade(db: DatabaseLike, path: string, version: number): void {
  if (path === MEMORY) return;
  const copy = `${path}.v${version}-backup`;
  // made under another name: two processes may be at it, and one may be killed half-way
  const part = `${copy}-${process.pid}`;
  try {
    closeSync(openSync(part, 'w', FILE_MODE));
    db.prepare('VACUUM INTO ?').run(part);
    renameSync(part, copy);
  } catch {
    remove(part);
  }
}

/** Removes copies that are a week old, and what is left of those that were begun. */
export function removeOldCopies(path: string): void {
  for (const copy of copiesOf(path)) {
    if (Date.now() - writtenAt(copy) > KEPT_MS) remove(copy);
  }
}

/** Removes all copies: they hold what has just been erased. */
export function removeCopies(path: string): void {
  for (const copy of copiesOf(path)) remove(copy);
}

function writtenAt(file: string): EpochMs {
  try {
    return statSync(file).mtimeMs;
  } catch {
    return Infinity; // somebody else has removed it
  }
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // somebody keeps it from being removed: the next look finds it again
  }
}

/** All copies of a file. */
function copiesOf(path: string): readonly string[] {
  if (path === MEMORY) return [];
  const name = basename(path);
  try {
    return readdirSync(dirname(path))
      .filter((file) => file.startsWith(name) && COPY.test(file.slice(name.length)))
      .map((file) => join(dirname(path), file));
  } catch {
    return [];
  }
}

const COPY = /^\.v\d+-backup(-\d+)?$/;
