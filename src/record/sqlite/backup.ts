/**
 * Copies a store into a file of its own, while others go on writing.
 *
 * `VACUUM INTO` reads one moment and writes what is there, and nothing of what was removed before: the
 * pages of the original, which the other way of copying takes over, may still hold that.
 */

import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { dirname, resolve } from 'node:path';

import { AnalyticsError } from '../../model/errors.ts';
import type { BackupResult, DestinationCounts, StoreCounts } from '../store.ts';
import { countsOn } from './counts.ts';
import { loadDriver } from './driver.ts';
import type { DatabaseLike } from './driver.ts';
import { whileOpen } from './failure.ts';

/** Readable by the bot alone, as the store is. */
const FILE_MODE = 0o600;

/**
 * Writes a copy, checks it, and gives it its name only then: what has the name is whole.
 * @throws AnalyticsError `BACKUP_FAILED`, `STORE_UNAVAILABLE`
 */
export function backupOf(db: DatabaseLike, file: string): BackupResult {
  const target = resolve(file);
  const part = `${target}.${randomBytes(6).toString('hex')}.part`;
  if (existsSync(target)) throw failed(`${target} is there already`, { target });
  try {
    writing(target, () => closeSync(openSync(part, 'wx', FILE_MODE)));
    copyInto(db, part);
    const counts = checked(part);
    writing(target, () => publish(part, target));
    return { file: target, bytes: statSync(target).size, facts: counts.facts };
  } finally {
    rmSync(part, { force: true });
  }
}

function copyInto(db: DatabaseLike, part: string): void {
  try {
    db.prepare('VACUUM INTO ?').run(part);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (/^SQLITE_(BUSY|LOCKED)/.test(code)) throw whileOpen(error);
    throw failed(`the copy could not be written (${code})`, { code }, error);
  }
}

/** Opens a copy as who reads it will. @throws AnalyticsError `BACKUP_FAILED` */
function checked(part: string): StoreCounts {
  const Driver = loadDriver();
  const copy = new Driver(part, { readonly: true, fileMustExist: true, timeout: 0 });
  try {
    const rows = copy.prepare('PRAGMA integrity_check').all() as { integrity_check: string }[];
    const [first] = rows;
    if (first?.integrity_check !== 'ok') {
      throw failed(`the copy is damaged: ${first?.integrity_check ?? 'no answer'}`);
    }
    const counts = countsOn(copy)();
    const wrong = Object.entries(counts.destinations).filter(([, books]) => !isBalanced(books));
    if (wrong.length > 0) {
      throw failed(`the books of ${wrong.map(([name]) => name).join(', ')} do not balance`);
    }
    return counts;
  } finally {
    copy.close();
  }
}

function isBalanced(books: DestinationCounts): boolean {
  const { enqueued, delivered, pending, dead, expired, cancelled, erased } = books;
  const given = Object.values(dead).reduce((sum, events) => sum + events, 0);
  return enqueued === delivered + pending + given + expired + cancelled + erased;
}

/** Names a file, unless there is one of that name by now. */
function publish(part: string, target: string): void {
  sync(part);
  try {
    linkSync(part, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // some file systems know no second names
    if (code === 'EEXIST' || existsSync(target)) throw error;
    renameSync(part, target);
  }
  if (process.platform !== 'win32') sync(dirname(target)); // which opens no folders
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function writing(target: string, write: () => void): void {
  try {
    write();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const problem =
      code === 'EEXIST' ? 'is there already' : `cannot be written (${code ?? 'unknown'})`;
    throw failed(`${target} ${problem}`, { target }, cause);
  }
}

function failed(problem: string, details: object = {}, cause?: unknown): AnalyticsError {
  return new AnalyticsError('BACKUP_FAILED', problem, { details: { ...details }, cause });
}
