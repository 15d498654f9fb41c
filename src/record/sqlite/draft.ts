/**
 * The file that takes the place of a damaged one, while it is made. Whoever makes it holds its lock until
 * it has its name, so that nobody else takes it for what a dead process has left.
 */

import { closeSync, existsSync, openSync } from 'node:fs';

import { connect } from './connect.ts';
import type { DatabaseLike } from './driver.ts';
import { identityOf } from './file-guard.ts';
import { beingMended, draftOf, mendedOf, removeDraft } from './set-aside.ts';

/** Readable by the bot alone, as the store is. */
const FILE_MODE = 0o600;

/** It need not survive anything before it is whole. */
const PRAGMAS = `
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA journal_mode = MEMORY;
PRAGMA synchronous = OFF;
PRAGMA temp_store = MEMORY;
`;

/** Nobody waits: there is nothing to be done while another process is at it. */
const OPENING = { readonly: false, fileMustExist: true, timeout: 0 } as const;

export interface Draft {
  readonly db: DatabaseLike;
  /** Tells whether it still has its name: nobody has removed it, nor was it published. */
  isThere(): boolean;
}

/**
 * Makes an empty one; it is locked until it is closed.
 * @throws AnalyticsError `STORE_UNAVAILABLE` if somebody else is making one
 */
export function openDraft(path: string): Draft {
  const draft = draftOf(path);
  try {
    closeSync(openSync(draft, 'wx', FILE_MODE));
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? beingMended(path) : error;
  }
  const before = identityOf(draft);
  const isThere = (): boolean => identityOf(draft) === before;
  const db = connect(draft, OPENING);
  try {
    db.exec(PRAGMAS);
    db.exec('BEGIN EXCLUSIVE; CREATE TABLE lock (id INTEGER); DROP TABLE lock; COMMIT');
    // somebody may take it for what is left of another, in the moment before it is locked
    if (!isThere()) throw beingMended(path);
    return { db, isThere };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** From here on what is committed is on the disk. */
export function makeDurable(db: DatabaseLike): void {
  db.exec('PRAGMA synchronous = FULL');
}

/**
 * Removes a draft that a dead process has left: while it is there nobody opens the store.
 * @throws AnalyticsError `STORE_UNAVAILABLE` if it is not dead
 */
export function removeLeftDraft(path: string): void {
  if (existsSync(draftOf(path))) locking(path, draftOf(path), () => removeDraft(path));
}

/**
 * As {@link removeLeftDraft}; and has `finish` run if a dead process has left a whole file.
 * @throws AnalyticsError `STORE_UNAVAILABLE` if it is not dead
 */
export function takeOver<Result>(path: string, finish: () => Result): Result | undefined {
  removeLeftDraft(path);
  return existsSync(mendedOf(path)) ? locking(path, mendedOf(path), finish) : undefined;
}

function locking<Result>(path: string, file: string, work: () => Result): Result {
  const before = identityOf(file);
  const db = connect(file, OPENING);
  const isHeld = isLocked(db);
  // what was renamed before it was locked is the store by now, and not what is looked for
  if (isHeld || identityOf(file) !== before) {
    db.close();
    throw beingMended(path);
  }
  // Windows renames nothing that is open
  if (process.platform === 'win32') db.close();
  try {
    return work();
  } finally {
    db.close();
  }
}

/** Locks a file; tells whether somebody else holds it. */
function isLocked(db: DatabaseLike): boolean {
  try {
    db.exec('BEGIN EXCLUSIVE');
    return false;
  } catch (error) {
    // whatever else is wrong with it, nobody holds it
    return ((error as NodeJS.ErrnoException).code ?? '').startsWith('SQLITE_BUSY');
  }
}
