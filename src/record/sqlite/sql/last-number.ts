/** Numbers are given by the writer, which holds the lock, and never twice. */

import type { DatabaseLike } from '../driver.ts';

const LAST_NUMBER = {
  users: 'SELECT coalesce(max(number), 0) AS number FROM users',
  conversations: 'SELECT coalesce(max(number), 0) AS number FROM conversations',
  participants: 'SELECT coalesce(max(number), 0) AS number FROM participants',
  sessions: 'SELECT coalesce(max(number), 0) AS number FROM sessions',
} as const;

/** Prepares the question for the highest number of a table; 0 if it is empty. */
export function lastNumber(db: DatabaseLike, table: keyof typeof LAST_NUMBER): () => number {
  const statement = db.prepare(LAST_NUMBER[table]);
  return () => (statement.get() as { readonly number: number }).number;
}
