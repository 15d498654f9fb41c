/** The books of a store: totals of its tables and of each destination. */

import type { DropCounts } from '../../model/health.ts';
import type { DestinationCounts, StoreCounts } from '../store.ts';
import type { DatabaseLike } from './driver.ts';
import { FACTS } from '../recording/statements.ts';
import { metaStatements } from './meta.ts';
import { versionOf } from './migrations.ts';
import type { TotalOutcome } from './sql/totals.ts';

/** What came in, what left by which way, what waits: in one statement, hence at one moment. */
const BOOKS = `
  SELECT destination, outcome, reason, events, NULL AS oldestAt FROM destination_totals
  UNION ALL
  SELECT destination, 'pending', '', events,
    (SELECT min(oldest_at) FROM deliveries d WHERE d.destination = s.destination)
  FROM outbox_sizes s WHERE events > 0`;

const SIZES = `
  SELECT (SELECT count(*) FROM users) AS users, (SELECT count(*) FROM segments) AS segments`;

interface BookRow {
  readonly destination: string;
  readonly outcome: TotalOutcome | 'pending';
  readonly reason: string;
  readonly events: number;
  readonly oldestAt: number | null;
}

/** Prepares the counting on a connection. */
export function countsOn(db: DatabaseLike): () => StoreCounts {
  const meta = metaStatements(db);
  const books = db.prepare(BOOKS);
  const sizes = db.prepare(SIZES);
  return () => ({
    version: versionOf(db),
    facts: meta.number(FACTS),
    ...(sizes.get() as { readonly users: number; readonly segments: number }),
    destinations: destinationCounts(books.all() as BookRow[]),
  });
}

function destinationCounts(rows: readonly BookRow[]): Readonly<Record<string, DestinationCounts>> {
  const groups = new Map<string, BookRow[]>();
  for (const row of rows)
    groups.set(row.destination, [...(groups.get(row.destination) ?? []), row]);
  return Object.fromEntries([...groups].map(([name, group]) => [name, countsOf(group)]));
}

function countsOf(rows: readonly BookRow[]): DestinationCounts {
  const events = (wanted: BookRow['outcome']): number =>
    rows.find(({ outcome }) => outcome === wanted)?.events ?? 0;
  return {
    enqueued: events('enqueued'),
    delivered: events('delivered'),
    pending: events('pending'),
    dead: byReason(rows, 'dead'),
    expired: events('expired'),
    cancelled: events('cancelled'),
    erased: events('erased'),
    ambiguous: events('ambiguous'),
    trimmed: byReason(rows, 'trimmed'),
    oldestPendingAt: rows.find(({ outcome }) => outcome === 'pending')?.oldestAt ?? undefined,
  };
}

/** Reasons of which nothing is left (what was dead may have been sent again) are left out. */
function byReason(rows: readonly BookRow[], wanted: BookRow['outcome']): DropCounts {
  const found = rows.filter(({ outcome, events }) => outcome === wanted && events > 0);
  return Object.fromEntries(found.map(({ reason, events }) => [reason, events]));
}
