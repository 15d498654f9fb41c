/** Finds out whether a file is damaged, on a connection that changes nothing of it. */

import { statSync } from 'node:fs';

import { AnalyticsError } from '../../model/errors.ts';
import { connect } from './connect.ts';
import type { DatabaseLike } from './driver.ts';
import { isDamage } from './failure.ts';
import { MIGRATIONS, applicationOf, checkVersion, hasTables, versionOf } from './migrations.ts';
import { APPLICATION_ID, isOurs } from './ownership.ts';

/**
 * Largest file that is looked at as a whole, where the bot was killed or a statement has failed: that takes
 * some five seconds per gigabyte, a second here.
 */
const MAX_CHECKED_BYTES = 256 * 1_024 * 1_024;

/** It waits a moment for the lock of another process. */
const READING = { readonly: true, fileMustExist: true, timeout: 200 } as const;

/**
 * Says why a file is damaged; `undefined` if nothing is known about that.
 *
 * Its header and schema are always read. All of its pages only if it was not closed, as its log shows, or
 * if a statement has found a wrong one: what a healthy file costs at each start must not grow with it.
 * @throws AnalyticsError `STORE_NOT_A_DATABASE` if it was never ours, damaged or not; `STORE_TOO_NEW`
 */
export function damageOf(
  path: string,
  { suspicion }: { readonly suspicion?: 'check' | 'believe' | undefined },
): string | undefined {
  // the logs first: whoever makes a new file writes its first page before there is a log of this kind
  const walBytes = bytesOf(`${path}-wal`);
  const journalBytes = bytesOf(`${path}-journal`);
  const bytes = bytesOf(path);
  // a journal beside it is that of somebody who is just making it: there was nothing before
  if (bytes === 0) return walBytes > 0 ? 'it is empty, and its log is not' : undefined;
  const isTrusted = walBytes + journalBytes === 0 && suspicion === undefined;
  const damage = ask(path, (db) => {
    const isMarked = applicationOf(db) === APPLICATION_ID;
    if (isMarked && versionOf(db) === 0 && hasTables(db)) return 'it has tables, and no version';
    checkVersion(db, path); // here: whoever opens it for writing writes its log back
    if (!isMarked) return undefined; // there is nothing in it
    return isTrusted || bytes > MAX_CHECKED_BYTES ? undefined : firstProblem(db);
  });
  if (damage !== undefined) return damage;
  // once may be a slip of the disk or of memory: the file is opened anew, and has to say it again
  return suspicion === 'believe' ? 'a statement found a page that is wrong' : undefined;
}

/** Tells whether a file says that it has the schema of this release. */
export function isCurrent(path: string): boolean {
  const db = connect(path, READING);
  try {
    return versionOf(db) === MIGRATIONS.length && applicationOf(db) === APPLICATION_ID;
  } finally {
    db.close();
  }
}

function bytesOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0; // there is none, or it cannot be looked at: who opens it says why
  }
}

function ask(path: string, question: (db: DatabaseLike) => string | undefined): string | undefined {
  let db: DatabaseLike | undefined;
  try {
    db = connect(path, READING);
    return question(db);
  } catch (error) {
    if (AnalyticsError.is(error)) throw error;
    if (!isDamage(error)) return undefined; // opening it for writing says more
    if (!isOurs(path)) throw notOurs(path, error);
    return error instanceof Error ? error.message : String(error);
  } finally {
    db?.close();
  }
}

/** Looks at all pages, but not whether indexes say what their tables do. */
function firstProblem(db: DatabaseLike): string | undefined {
  const { quick_check: answer } = db.prepare('PRAGMA quick_check(1)').get() as {
    readonly quick_check: string;
  };
  return answer === 'ok' ? undefined : answer.split('\n').at(-1);
}

function notOurs(path: string, cause: unknown): AnalyticsError {
  const problem = `${path} is no database, or a damaged one of another program`;
  return new AnalyticsError('STORE_NOT_A_DATABASE', problem, { details: { path }, cause });
}
