/** Transactions that take the write lock at once: none of them can fail half-way for want of it. */

import type { GuardedDatabase } from './driver.ts';
import { whileOpen } from './failure.ts';

/** Runs `work` in a transaction: all of what it writes is kept, or, if it throws, nothing. */
export type Transaction = <T>(work: () => T) => T;

/**
 * Makes the function that runs transactions on a connection.
 * It throws AnalyticsError `STORE_UNAVAILABLE` where the database is locked, full, failing or gone.
 */
export function transactionOn(db: GuardedDatabase): Transaction {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  return (work) => {
    try {
      begin.run();
      db.guard?.check();
      const result = work();
      commit.run();
      return result;
    } catch (error) {
      rollBack(db);
      throw whileOpen(error);
    }
  };
}

function rollBack(db: GuardedDatabase): void {
  try {
    db.exec('ROLLBACK');
  } catch {
    // SQLite has rolled back by itself (disk full, I/O error), or nothing had begun (locked).
  }
}
