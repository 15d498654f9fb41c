/** Brings a database to the schema of this release: forward only, one transaction per step. */

import { AnalyticsError } from '../../model/errors.ts';
import type { DatabaseLike } from './driver.ts';
import { MIGRATION_1 } from './migrations/001.ts';
import { MIGRATION_2 } from './migrations/002.ts';
import { MIGRATION_3 } from './migrations/003.ts';
import { MIGRATION_4 } from './migrations/004.ts';
import { MIGRATION_5 } from './migrations/005.ts';
import { MIGRATION_6 } from './migrations/006.ts';
import { APPLICATION_ID } from './ownership.ts';
import { SCHEMA } from './schema.ts';
import { transactionOn } from './transaction.ts';
import { copyBeforeUpgrade } from './upgrade-copy.ts';

/** Step `i` leads to version `i + 1`, and says so itself by `PRAGMA user_version`. Append only. */
export const MIGRATIONS: readonly string[] = [
  MIGRATION_1,
  MIGRATION_2,
  MIGRATION_3,
  MIGRATION_4,
  MIGRATION_5,
  MIGRATION_6,
];

/** Version of the schema; 0 = nothing in it yet. */
export function versionOf(db: DatabaseLike): number {
  const row = db.prepare('PRAGMA user_version').get() as { readonly user_version: number };
  return row.user_version;
}

/**
 * Checks that a database is ours and not of a newer release; returns its version.
 * @throws AnalyticsError `STORE_TOO_NEW`, `STORE_NOT_A_DATABASE`
 */
export function checkVersion(db: DatabaseLike, path: string): number {
  const version = versionOf(db);
  if (version > MIGRATIONS.length) {
    const problem = `${path} has schema version ${version}, this release knows up to ${MIGRATIONS.length}`;
    throw new AnalyticsError('STORE_TOO_NEW', problem, { details: { path, version } });
  }
  if (version > 0 ? applicationOf(db) !== APPLICATION_ID : hasTables(db)) {
    const problem = `${path} is a database of another program`;
    throw new AnalyticsError('STORE_NOT_A_DATABASE', problem, { details: { path } });
  }
  return version;
}

/**
 * Creates the schema, or applies the migrations that a database lacks; of two processes that try, one finds
 * nothing to do. What is in the file already is copied before.
 */
export function migrate(db: DatabaseLike, path: string): void {
  const version = checkVersion(db, path);
  if (version === MIGRATIONS.length) return;
  if (version > 0) copyBeforeUpgrade(db, path, version);
  else create(db);
  migrateTo(db, MIGRATIONS.length);
}

function create(db: DatabaseLike): void {
  transactionOn(db)(() => {
    if (versionOf(db) === 0) db.exec(SCHEMA);
  });
}

/** Applies the migrations up to a version. */
export function migrateTo(db: DatabaseLike, version: number): void {
  const inTransaction = transactionOn(db);
  for (const [index, sql] of MIGRATIONS.slice(0, version).entries()) {
    inTransaction(() => {
      if (versionOf(db) === index) db.exec(sql);
    });
  }
}

/** What marks a database as some program's; 0 = nothing does. */
export function applicationOf(db: DatabaseLike): number {
  const row = db.prepare('PRAGMA application_id').get() as { readonly application_id: number };
  return row.application_id;
}

/** Tells whether there is anything in it. */
export function hasTables(db: DatabaseLike): boolean {
  return db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() !== undefined;
}
