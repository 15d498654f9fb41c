/**
 * Leaves no byte in the file of what was removed.
 *
 * SQLite marks what is deleted as free and does not wipe it; older versions of a page stand in free
 * pages and in the WAL. So the whole file is written anew from what is in it now, and the WAL is cut
 * off; copies from before an upgrade are removed. Until that is done a flag says so: whoever opens the file next goes on.
 */

import type { DatabaseLike, GuardedDatabase } from './driver.ts';
import { whileOpen } from './failure.ts';
import { metaStatements } from './meta.ts';
import { removeCopies } from './upgrade-copy.ts';

/** The flag, by what is left to do; absent = nothing. */
const FLAG = 'scrub_due';
const ALL = 2;
const CHECKPOINT = 1;

export interface Scrub {
  /** To be called in the transaction that removes something. */
  demand(): void;
  /**
   * Returns whether nothing is left to do.
   * @throws AnalyticsError `STORE_UNAVAILABLE`
   */
  run(): boolean;
}

/** Prepares the wiping of a file on a connection that writes. */
export function scrubOn(db: GuardedDatabase, path: string): Scrub {
  const meta = metaStatements(db);
  const put = db.prepare(
    'INSERT OR REPLACE INTO meta (name, value) VALUES (?, CAST(? AS INTEGER))',
  );
  const drop = db.prepare('DELETE FROM meta WHERE name = ?');
  const run = (): boolean => {
    const due = meta.number(FLAG);
    if (due === 0) return true;
    db.guard?.check(); // who mends a file reads it page by page
    if (due === ALL) {
      removeCopies(path);
      rewrite(db);
      put.run(FLAG, CHECKPOINT);
    }
    if (!isCut(db)) return false;
    drop.run(FLAG);
    return true;
  };
  return {
    demand: () => void put.run(FLAG, ALL),
    run: () => {
      try {
        return run();
      } catch (error) {
        throw whileOpen(error);
      }
    },
  };
}

/** The copy that this takes may be larger than memory. */
function rewrite(db: DatabaseLike): void {
  db.exec('PRAGMA temp_store = FILE');
  try {
    db.exec('VACUUM');
  } finally {
    db.exec('PRAGMA temp_store = MEMORY');
  }
}

/** It cannot be cut while somebody reads what was there before. */
function isCut(db: DatabaseLike): boolean {
  const { busy } = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { readonly busy: number };
  return busy === 0;
}

/** Runs `work` with what it deletes overwritten at once, so that little is left to be wiped. */
export function overwriting<T>(db: DatabaseLike, work: () => T): T {
  const { secure_delete: before } = db.prepare('PRAGMA secure_delete').get() as {
    readonly secure_delete: number;
  };
  db.exec('PRAGMA secure_delete = ON');
  try {
    return work();
  } finally {
    db.exec(`PRAGMA secure_delete = ${before}`);
  }
}
