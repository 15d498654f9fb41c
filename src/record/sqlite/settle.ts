/**
 * Settles events that were claimed, and keeps the books of what became of them.
 *
 * A row is settled event by event, through its bitmap. It goes back when each event of it was either
 * settled or is to be tried again, and away when all are settled. Who no longer holds the lease
 * settles nothing: another may be delivering the row by now.
 */

import { isSet, setBit } from '../bitmap.ts';
import { storable } from '../sums.ts';
import type { SettleQuery, Settlement } from '../store.ts';
import { eventOf, oldestOf } from './journal.ts';
import type { Journal } from './journal.ts';
import type { DeliveryRow } from './sql/deliveries.ts';
import type { TotalOutcome } from './sql/totals.ts';

/** Settles what the owner holds; to be run in a transaction. */
export function settle(journal: Journal, query: SettleQuery): void {
  for (const [delivery, settlements] of byDelivery(query.settlements)) {
    const row = journal.deliveries.held(delivery, query.destination, query.owner);
    if (row) settleRow(journal, row, { ...query, settlements });
  }
}

function byDelivery(settlements: readonly Settlement[]): ReadonlyMap<number, Settlement[]> {
  const groups = new Map<number, Settlement[]>();
  for (const settlement of settlements) {
    const group = groups.get(settlement.delivery);
    if (group) group.push(settlement);
    else groups.set(settlement.delivery, [settlement]);
  }
  return groups;
}

/** A row while it is being settled. */
interface Settling {
  readonly row: DeliveryRow;
  readonly settled: Uint8Array;
  readonly retried: Uint8Array;
  pending: number;
  nextAttemptAt: number;
  readonly totals: Map<string, { outcome: TotalOutcome; reason: string; events: number }>;
  readonly dead: Map<number, { reason: string; detail?: string | undefined }>;
}

function settleRow(journal: Journal, row: DeliveryRow, query: SettleQuery): void {
  const settling: Settling = {
    row,
    settled: Uint8Array.from(row.settled),
    retried: row.retried ? Uint8Array.from(row.retried) : new Uint8Array(row.settled.length),
    pending: row.pending,
    nextAttemptAt: row.nextAttemptAt,
    totals: new Map(),
    dead: new Map(),
  };
  for (const settlement of query.settlements) settleEvent(settling, settlement, query.now);
  buryDead(journal, settling, query);
  for (const total of settling.totals.values()) {
    journal.totals.add({ destination: query.destination, ...total });
  }
  putBack(journal, settling);
}

function settleEvent(settling: Settling, settlement: Settlement, now: number): void {
  const { row, settled, retried } = settling;
  const place = settlement.seq - row.firstSeq;
  if (place < 0 || settlement.seq > row.lastSeq || isSet(settled, place)) return;
  if (settlement.outcome === 'retry') {
    setBit(retried, place);
    settling.nextAttemptAt = Math.max(settling.nextAttemptAt, now + settlement.afterMs);
    return;
  }
  setBit(settled, place);
  settling.pending--;
  const { outcome } = settlement;
  const reason = outcome === 'dead' ? storable(settlement.reason) : '';
  const total = settling.totals.get(`${outcome} ${reason}`);
  settling.totals.set(`${outcome} ${reason}`, {
    outcome,
    reason,
    events: (total?.events ?? 0) + 1,
  });
  if (outcome === 'dead') settling.dead.set(settlement.seq, { ...settlement, reason });
}

function buryDead(journal: Journal, { row, dead }: Settling, query: SettleQuery): void {
  if (dead.size === 0) return;
  for (const event of journal.deliveries.events(row)) {
    const death = dead.get(event.seq);
    if (!death) continue;
    journal.deliveries.bury({
      destination: query.destination,
      event,
      reason: death.reason,
      detail: death.detail === undefined ? undefined : storable(death.detail),
      diedAt: query.now,
      data: JSON.stringify(eventOf(event, journal.segmentOf)),
    });
  }
}

function putBack({ deliveries }: Journal, settling: Settling): void {
  const { row, settled, retried, pending, nextAttemptAt } = settling;
  if (pending === 0) {
    deliveries.remove(row.id);
    return;
  }
  const isWaiting = (seq: number): boolean => !isSet(settled, seq - row.firstSeq);
  const waiting = deliveries.events(row).filter(({ seq }) => isWaiting(seq));
  // Without a retry it stays null: that is how a release knows that no attempt was made.
  const retriedNow = retried.some((byte) => byte !== 0) ? retried : null;
  const next = { ...row, settled, retried: retriedNow, pending, nextAttemptAt };
  deliveries.progress(next, oldestOf(waiting));
  const isAnswered = waiting.every(({ seq }) => isSet(retried, seq - row.firstSeq));
  if (isAnswered) deliveries.giveBack(row.id);
}
