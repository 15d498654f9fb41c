/**
 * Settles events that were claimed, and keeps the books of what became of them.
 *
 * A row is settled event by event, through its bitmap. It goes back when each event of it was either
 * settled or is to be tried again, and away when all are settled. Who no longer holds the lease
 * settles nothing: another may be delivering the row by now.
 */

import { groupBy } from '../../model/group-by.ts';
import { isSet, setBit } from '../bitmap.ts';
import { storable } from '../sums.ts';
import type { SettleQuery, Settlement } from '../outbox.ts';
import { eventOf, oldestOf } from './journal.ts';
import type { Journal } from './journal.ts';
import type { DeliveryRow, DeliveryStatements } from './sql/deliveries.ts';
import type { TotalOutcome } from './sql/totals.ts';

/** Settles what the owner holds; to be run in a transaction. */
export function settle(journal: Journal, query: SettleQuery): void {
  for (const [delivery, settlements] of groupBy(query.settlements, ({ delivery }) => delivery)) {
    const row = journal.deliveries.held(delivery, query.destination, query.owner);
    if (row) settleRow(journal, row, { ...query, settlements });
  }
}

/** A row while it is being settled. */
interface Settling {
  readonly row: DeliveryRow;
  readonly settled: Uint8Array;
  readonly retried: Uint8Array;
  readonly begun: Uint8Array | null;
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
    begun: row.begun && Uint8Array.from(row.begun),
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
  if (settlement.outcome === 'begun') {
    if (settling.begun) setBit(settling.begun, place);
    return;
  }
  if ('isAmbiguous' in settlement) add(settling, 'ambiguous');
  if (settlement.outcome === 'retry') {
    setBit(retried, place);
    settling.nextAttemptAt = Math.max(
      settling.nextAttemptAt,
      Math.ceil(now + settlement.afterMs), // times are whole milliseconds
    );
    return;
  }
  setBit(settled, place);
  settling.pending--;
  settleForGood(settling, settlement);
}

function settleForGood(
  settling: Settling,
  settlement: Exclude<Settlement, { readonly outcome: 'retry' | 'begun' }>,
): void {
  const { outcome } = settlement;
  const reason = outcome === 'dead' ? storable(settlement.reason) : '';
  add(settling, outcome, reason);
  if (outcome === 'dead') settling.dead.set(settlement.seq, { ...settlement, reason });
  if (outcome !== 'delivered') return;
  for (const code of new Set(settlement.trimmed)) add(settling, 'trimmed', code);
}

function add({ totals }: Settling, outcome: TotalOutcome, reason = ''): void {
  const key = `${outcome} ${reason}`;
  totals.set(key, { outcome, reason, events: (totals.get(key)?.events ?? 0) + 1 });
}

function buryDead(journal: Journal, { row, dead }: Settling, query: SettleQuery): void {
  for (const [seq, death] of dead) {
    const [event] = journal.deliveries.events({ firstSeq: seq, lastSeq: seq });
    if (!event) continue; // erased meanwhile
    journal.deliveries.bury({
      destination: query.destination,
      event,
      shape: row.shape,
      reason: death.reason,
      detail: death.detail === undefined ? undefined : storable(death.detail),
      diedAt: query.now,
      data: JSON.stringify(eventOf(event, journal.segmentOf)),
    });
  }
}

function putBack({ deliveries }: Journal, settling: Settling): void {
  const { row, settled, retried, begun, pending, nextAttemptAt } = settling;
  if (pending === 0) {
    deliveries.remove(row);
    return;
  }
  // Without a retry it stays null: that is how a release knows that no attempt was made.
  const retriedNow = retried.some((byte) => byte !== 0) ? retried : null;
  const next = { ...row, settled, retried: retriedNow, begun, pending, nextAttemptAt };
  deliveries.progress(row, next);
  if (isAnswered(settling)) giveBack(deliveries, next);
}

/** Each event was settled, or is to be tried again. */
function isAnswered({ row, settled, retried }: Settling): boolean {
  for (let place = row.lastSeq - row.firstSeq; place >= 0; place--) {
    if (!isSet(settled, place) && !isSet(retried, place)) return false;
  }
  return true;
}

/** Ends the lease of a row of which something waits; to be run in a transaction. */
export function giveBack(
  { giveBack: end, times }: Pick<DeliveryStatements, 'giveBack' | 'times'>,
  row: DeliveryRow,
): void {
  const waiting = times(row).filter(({ seq }) => !isSet(row.settled, seq - row.firstSeq));
  end(row.id, waiting.length > 0 ? oldestOf(waiting) : null); // none: they were erased meanwhile
}
