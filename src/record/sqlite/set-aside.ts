/**
 * Puts a new file in the place of one that is damaged, which is kept under another name, with its log.
 *
 * The new one is made as `bot.db-mending`, by whoever holds its lock, and named `bot.db-mended` when it is
 * whole. While one of the two is there nobody opens the store, or writes into it: whoever comes next
 * finishes what somebody has begun who died.
 */

import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

import { AnalyticsError } from '../../model/errors.ts';

/** What SQLite keeps beside a file. */
const COMPANIONS = ['-wal', '-shm', '-journal'] as const;

/** Name of the file that is being made. */
export function draftOf(path: string): string {
  return `${path}-mending`;
}

/** Its name when it is whole. */
export function mendedOf(path: string): string {
  return `${path}-mended`;
}

/** Tells whether somebody is about to replace a file, or was when they died. */
export function isBeingMended(path: string): boolean {
  return existsSync(draftOf(path)) || existsSync(mendedOf(path));
}

/** Makes the error that says so. */
export function beingMended(path: string): AnalyticsError {
  const problem = `${path} is being mended by another process`;
  return new AnalyticsError('STORE_UNAVAILABLE', problem, { details: { path, loss: 'mending' } });
}

/**
 * Puts what is mended in the place of a file; nothing of that is deleted or written over.
 * @returns the name of the file that is set aside
 * @throws the error of the file system; the rest is done at the next try
 */
export function replaceByMended(path: string, now: Date): string {
  const aside = nameAside(path, now, 'corrupt');
  // first: a log beside another file than its own would be taken for that one's
  for (const companion of COMPANIONS) move(`${path}${companion}`, `${aside}${companion}`);
  giveName(path, aside);
  renameSync(mendedOf(path), path);
  syncFolder(path);
  return aside;
}

/** Keeps the log of a file that is gone under another name. */
export function moveLog(path: string, now: Date): void {
  const aside = nameAside(path, now, 'gone');
  for (const companion of COMPANIONS) move(`${path}${companion}`, `${aside}${companion}`);
}

/** `bot.db.corrupt-20261121T084507Z`, or with a number behind it that is still free. */
function nameAside(path: string, now: Date, why: 'corrupt' | 'gone'): string {
  const time = `${now.toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`;
  const name = `${path}.${why}-${time}`;
  for (let n = 2; ; n++) {
    const free = n === 2 ? name : `${name}-${n - 1}`;
    if (['', ...COMPANIONS].every((companion) => !existsSync(`${free}${companion}`))) return free;
  }
}

function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** The file keeps its old name until the new one takes it over: it is never missing, where that can be. */
function giveName(path: string, aside: string): void {
  try {
    linkSync(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return; // somebody was killed after it was moved
    move(path, aside); // not every file system knows second names
  }
}

/** Names survive a power failure when their folder was written. */
function syncFolder(path: string): void {
  try {
    const folder = openSync(dirname(path), 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch {
    // Windows opens no folders
  }
}

/** Gives what is whole its name. */
export function publishDraft(path: string): void {
  renameSync(draftOf(path), mendedOf(path));
}

/** Removes what was not made to its end: all of it is still in the damaged file. */
export function removeDraft(path: string): void {
  for (const companion of ['', ...COMPANIONS]) {
    rmSync(`${draftOf(path)}${companion}`, { force: true });
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
