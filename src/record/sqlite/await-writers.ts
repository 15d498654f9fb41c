/**
 * Waits for those who are in the midst of a transaction when a damaged file is about to be mended: what they
 * commit is counted as recorded, so that it must not be missed. Whoever begins one later finds that the file is
 * being mended, and leaves it.
 */

import { statSync } from 'node:fs';

import { AnalyticsError } from '../../model/errors.ts';
import { connect } from './connect.ts';
import type { DatabaseLike } from './driver.ts';

/** Longer than a batch takes. */
const PATIENCE_MS = 2_000;

const READING = { readonly: true, fileMustExist: true, timeout: 0 } as const;
const WRITING = { readonly: false, fileMustExist: true, timeout: PATIENCE_MS } as const;

/**
 * Returns when there is none, or when the file is too damaged to tell.
 * @throws AnalyticsError `STORE_UNAVAILABLE` if somebody goes on writing
 */
export function awaitWriters(path: string): void {
  if (isEmpty(path)) return; // SQLite would remove its log
  const open: DatabaseLike[] = [];
  try {
    // who writes and closes last would write the log back into the file: this one is closed after it
    const reader = connect(path, READING);
    open.push(reader);
    reader.prepare('SELECT 1 FROM sqlite_schema').get();
    const writer = connect(path, WRITING);
    open.unshift(writer);
    writer.exec('BEGIN IMMEDIATE; ROLLBACK');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'SQLITE_BUSY') throw locked(path, error);
  } finally {
    for (const db of open) db.close();
  }
}

function isEmpty(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0;
}

function locked(path: string, cause: unknown): AnalyticsError {
  const problem = `${path} is damaged, and another process goes on writing into it`;
  return new AnalyticsError('STORE_UNAVAILABLE', problem, { details: { path }, cause });
}
