/** The books of a store: totals of its tables and of each destination. */

import { destinationCounts } from '../reading/books.ts';
import type { BookRow } from '../reading/books.ts';
import type { StoreCounts } from '../store.ts';
import type { DatabaseLike } from './driver.ts';
import { FACTS } from '../recording/statements.ts';
import { metaStatements } from './meta.ts';
import { versionOf } from './migrations.ts';

/** What came in, what left by which way, what waits: in one statement, hence at one moment. */
const BOOKS = `
  SELECT destination, outcome, reason, events, NULL AS oldestAt FROM destination_totals
  UNION ALL
  SELECT destination, 'pending', '', events,
    (SELECT min(oldest_at) FROM deliveries d WHERE d.destination = s.destination)
  FROM outbox_sizes s WHERE events > 0`;

const SIZES = `
  SELECT (SELECT count(*) FROM users) AS users, (SELECT count(*) FROM segments) AS segments,
    (SELECT coalesce(sum(at_risk), 0) FROM writers WHERE is_gone = 1) AS lostAtMost`;

/** Prepares the counting on a connection. */
export function countsOn(db: DatabaseLike): () => StoreCounts {
  const meta = metaStatements(db);
  const books = db.prepare(BOOKS);
  const sizes = db.prepare(SIZES);
  return () => ({
    version: versionOf(db),
    facts: meta.number(FACTS),
    ...(sizes.get() as Pick<StoreCounts, 'users' | 'segments' | 'lostAtMost'>),
    destinations: destinationCounts(books.all() as BookRow[]),
  });
}
