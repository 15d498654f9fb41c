/** The books of a store: totals of its tables and of each destination. */

import { destinationCounts } from '../reading/books.ts';
import type { BookRow } from '../reading/books.ts';
import { FACTS } from '../recording/statements.ts';
import type { StoreCounts } from '../store.ts';
import type { Query } from './columns.ts';

/** What came in, what left by which way, what waits. */
const BOOKS = `
  SELECT destination, outcome, reason, events, NULL::bigint AS "oldestAt" FROM destination_totals
  UNION ALL
  SELECT destination, 'pending', '', events,
    (SELECT min(oldest_at) FROM deliveries d WHERE d.destination = s.destination)
  FROM outbox_sizes s WHERE events > 0`;

/** One statement, hence one moment. */
const COUNTS = `
  SELECT (SELECT version FROM botbuilder_analytics) AS version,
    coalesce((SELECT value FROM totals WHERE name = $1), 0) AS facts,
    (SELECT count(*) FROM users) AS users, (SELECT count(*) FROM segments) AS segments,
    (SELECT coalesce(sum(at_risk), 0)::bigint FROM writers WHERE is_gone = 1) AS "lostAtMost",
    (SELECT coalesce(json_agg(b), '[]') FROM (
      SELECT * FROM (${BOOKS}) a
      ORDER BY outcome = 'pending', destination COLLATE "C", outcome COLLATE "C", reason COLLATE "C"
    ) b) AS books`;

type CountsRow = Omit<StoreCounts, 'destinations'> & { readonly books: readonly BookRow[] };

const NOTHING: CountsRow = {
  version: 0,
  facts: 0,
  users: 0,
  segments: 0,
  lostAtMost: 0,
  books: [],
};

/** Prepares the counting. */
export function countsOn(query: Query): () => Promise<StoreCounts> {
  return async () => {
    const [row] = await query<CountsRow>(COUNTS, [FACTS]);
    const { books, ...counts } = row ?? NOTHING;
    return { ...counts, destinations: destinationCounts(books) };
  };
}
