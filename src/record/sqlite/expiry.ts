/** Keeps the outbox bounded: the oldest goes first, whole journal rows at a time, and is counted. */

import type { OutboxLimits } from '../../model/settings.ts';
import type { EpochMs } from '../../model/time.ts';
import { AHEAD_MS, ROWS_AT_ONCE, isOver } from '../delivering/bounds.ts';
import type { DeliveryRow } from '../delivering/rows.ts';
import type { Journal } from './journal.ts';
import type { DeliveryStatements, Enqueued } from './sql/deliveries.ts';
import type { TotalStatements } from './sql/totals.ts';
import type { Transaction } from './transaction.ts';

interface Expiring {
  readonly deliveries: Pick<DeliveryStatements, 'oldest' | 'remove' | 'sizes'>;
  readonly totals: TotalStatements;
}

/**
 * Expires what waits longest for a destination, until the rest is within the limits. The row that has
 * just come stays, and so does what somebody is sending at this moment. To be run in a transaction.
 */
export function expireOver(
  expiring: Expiring,
  { destination, added }: { readonly destination: string; readonly added: Enqueued },
  { limits, now }: { readonly limits: OutboxLimits; readonly now: EpochMs },
): void {
  let { waiting } = added;
  let row: DeliveryRow | undefined;
  for (let rows = 0; rows < ROWS_AT_ONCE && isOver(waiting, limits); rows++) {
    row = expiring.deliveries.oldest(destination, now, row?.id);
    if (!row || row.id === added.id) return;
    expireRow(expiring, row);
    waiting = { events: waiting.events - row.pending, bytes: waiting.bytes - row.bytes };
  }
}

/** Expires what was enqueued before a time, for all destinations; returns how many events. */
export function expireOlder(
  journal: Journal,
  inTransaction: Transaction,
  { enqueuedBefore, now }: { readonly enqueuedBefore: EpochMs; readonly now: EpochMs },
): number {
  const { deliveries } = journal;
  const nextOld = (destination: string): DeliveryRow | undefined => {
    let row = deliveries.oldest(destination, now);
    // what a clock wrote that was ahead says nothing about what comes after it
    while (row && row.createdAt > now + AHEAD_MS) row = deliveries.oldest(destination, now, row.id);
    return row && row.createdAt < enqueuedBefore ? row : undefined;
  };
  if (!deliveries.sizes.destinations().some(nextOld)) return 0;
  return inTransaction(() => {
    let events = 0;
    let rows = 0;
    for (const destination of deliveries.sizes.destinations()) {
      while (rows < ROWS_AT_ONCE) {
        const row = nextOld(destination);
        if (!row) break;
        expireRow(journal, row);
        events += row.pending;
        rows++;
      }
    }
    return events;
  });
}

function expireRow({ deliveries, totals }: Expiring, row: DeliveryRow): void {
  deliveries.remove(row);
  const { destination, pending: events } = row;
  totals.add({ destination, outcome: 'expired', reason: '', events });
}
