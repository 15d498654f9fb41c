/** SQL about the first acts of users, which are packed by blocks of their numbers. */

import { BLOCK } from '../../sealing/first-acts.ts';
import type { DatabaseLike } from '../driver.ts';

export interface SealedUsers {
  readonly block: number;
  readonly acts: Uint8Array;
  readonly testActs: Uint8Array;
}

/** Users of whom nothing is packed. */
export interface OpenUser {
  readonly number: number;
  readonly firstActAt: number | null;
  readonly firstTestActAt: number | null;
}

/** Prepares the statements that read users as they are. */
export function openUserReads(db: DatabaseLike) {
  const last = db.prepare('SELECT max(number) AS number FROM users');
  const users = db.prepare(
    `SELECT number, first_act_at AS firstActAt, first_test_act_at AS firstTestActAt
     FROM users WHERE number >= ? AND number < ?`,
  );
  return {
    /** The highest number of a user; −1 = there is none. */
    lastUser: () => (last.get() as { readonly number: number | null }).number ?? -1,
    /** Users of blocks. */
    users: (from: number, to: number) => users.all(from * BLOCK, to * BLOCK) as OpenUser[],
  };
}

/** Prepares the statement that reads what is packed. */
export function sealedUserReads(db: DatabaseLike) {
  const blocks = db.prepare(
    'SELECT block, acts, test_acts AS testActs FROM sealed_users ORDER BY block',
  );
  return { blocks: () => blocks.all() as SealedUsers[] };
}

/** Prepares what packs them. */
export function sealedUserWrites(db: DatabaseLike) {
  const known = db.prepare('SELECT block FROM sealed_users WHERE block = ?');
  const insert = db.prepare('INSERT INTO sealed_users (block, acts, test_acts) VALUES (?, ?, ?)');
  return {
    isSealed: (block: number) => known.get(block) !== undefined,
    put: ({ block, acts, testActs }: SealedUsers) => insert.run(block, acts, testActs),
  };
}
