/** The books of the destinations, from the rows of a store. */

import { groupBy } from '../../model/group-by.ts';
import type { DropCounts } from '../../model/health.ts';
import type { TotalOutcome } from '../delivering/rows.ts';
import type { DestinationCounts } from '../store.ts';

/** What came in, left by one way, or waits. */
export interface BookRow {
  readonly destination: string;
  readonly outcome: TotalOutcome | 'pending';
  /** Of `dead` and `trimmed`; else empty. */
  readonly reason: string;
  readonly events: number;
  /** Time of the oldest event, of `pending`. */
  readonly oldestAt: number | null;
}

/** Tells the destinations apart, in the order of the rows. */
export function destinationCounts(
  rows: readonly BookRow[],
): Readonly<Record<string, DestinationCounts>> {
  const groups = groupBy(rows, ({ destination }) => destination);
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
