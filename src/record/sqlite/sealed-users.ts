/** First acts of all users: packed, but for those who came last, and those who turned out to have come earlier. */

import { NEVER } from '../reads.ts';
import type { FirstQuarters } from '../reads.ts';
import { FIRST_QUARTERS, putQuarters } from '../reading/first-quarters.ts';
import { BLOCK, packFirstActs, unpackFirstActs } from '../sealing/first-acts.ts';
import type { ColumnReader } from './columns.ts';
import type { DatabaseLike } from './driver.ts';
import { FIRST_ACTS_BETWEEN } from './sql/reads.ts';
import { openUserReads, sealedUserReads, sealedUserWrites } from './sql/sealed-users.ts';
import { transactionOn } from './transaction.ts';

/** Prepares the reading of them on a connection. */
export function firstQuartersOn(
  db: DatabaseLike,
  read: ColumnReader,
): (includeTest: boolean) => FirstQuarters {
  const sql = { ...openUserReads(db), ...sealedUserReads(db) };
  return (includeTest) => {
    const last = sql.lastUser();
    const all = new Int32Array(last + 1).fill(NEVER);
    const readOpen = (from: number, to: number): void => {
      if (from >= to) return;
      const values = { from: from * BLOCK, to: to * BLOCK, includeTest: Number(includeTest) };
      putQuarters(all, read(OPEN, values));
    };
    let next = 0;
    for (const { block, acts, testActs } of sql.blocks()) {
      unpackFirstActs(acts, block, all);
      if (includeTest) unpackFirstActs(testActs, block, all);
      readOpen(next, block);
      next = block + 1;
    }
    readOpen(next, Math.floor(last / BLOCK) + 1);
    return all;
  };
}

const OPEN = { from: FIRST_ACTS_BETWEEN, columns: FIRST_QUARTERS };

/**
 * Makes what packs the users of the next block that is full and is not packed, in one transaction; it answers
 * whether there was one. Numbers ascend: nobody joins a block that another one follows.
 */
export function userSealingOn(db: DatabaseLike): () => boolean {
  const sql = { ...openUserReads(db), ...sealedUserWrites(db) };
  const inTransaction = transactionOn(db);
  return () =>
    inTransaction(() => {
      const end = Math.floor(sql.lastUser() / BLOCK);
      let block = 0;
      while (block < end && sql.isSealed(block)) block++;
      if (block >= end) return false;
      const users = sql.users(block, block + 1);
      sql.put({
        block,
        acts: packFirstActs(users.map(({ number, firstActAt: at }) => ({ number, at }))),
        testActs: packFirstActs(users.map(({ number, firstTestActAt: at }) => ({ number, at }))),
      });
      return true;
    });
}
