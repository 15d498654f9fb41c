/** Another look at a SQLite file than the store's own. */

import { loadDriver } from '../../src/record/sqlite/driver.ts';
import type { DatabaseLike } from '../../src/record/sqlite/driver.ts';

/** Opens a file on a connection of its own. */
export function openDatabase(path: string, { readonly = false } = {}): DatabaseLike {
  const Database = loadDriver();
  return new Database(path, { readonly, fileMustExist: readonly, timeout: 1_000 });
}

/** The first value of the first row. */
export function single(db: DatabaseLike, sql: string): unknown {
  const row = db.prepare(sql).get() as Record<string, unknown> | undefined;
  return row && Object.values(row)[0];
}
