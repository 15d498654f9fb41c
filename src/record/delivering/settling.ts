/**
 * What settlements do to a journal row, and to the books.
 *
 * A row is settled event by event, through its bitmap. It goes back when each event of it was either
 * settled or is to be tried again, and away when all are settled.
 */

import type { EpochMs } from '../../model/time.ts';
import { isSet, setBit } from '../bitmap.ts';
import type { Settlement } from '../outbox.ts';
import { storable } from '../sums.ts';
import { eventOf } from './events.ts';
import type { Numbered } from './events.ts';
import type { BuriedRow, DeliveryRow, JournalEventRow, TotalOutcome, TotalRow } from './rows.ts';

/** A row after its settlements. */
export interface SettledRow {
  /** As it is now; it is to be taken out if nothing of it is pending. */
  readonly row: DeliveryRow;
  /** It is to be given back: each event of it was settled, or is to be tried again. */
  readonly isAnswered: boolean;
  readonly totals: readonly TotalRow[];
  readonly dead: readonly Death[];
}

/** An event that is to be given up. */
export interface Death {
  readonly row: DeliveryRow;
  readonly seq: number;
  readonly reason: string;
  readonly detail: string | undefined;
}

/** A row while it is being settled. */
interface Settling {
  readonly row: DeliveryRow;
  readonly settled: Uint8Array;
  readonly retried: Uint8Array;
  readonly begun: Uint8Array | null;
  pending: number;
  nextAttemptAt: number;
  readonly totals: Map<string, TotalRow>;
  readonly dead: Death[];
}

/** Settles events of a row that the one who settles holds. */
export function settleRow(
  row: DeliveryRow,
  settlements: readonly Settlement[],
  now: EpochMs,
): SettledRow {
  const settling: Settling = {
    row,
    settled: Uint8Array.from(row.settled),
    retried: row.retried ? Uint8Array.from(row.retried) : new Uint8Array(row.settled.length),
    begun: row.begun && Uint8Array.from(row.begun),
    pending: row.pending,
    nextAttemptAt: row.nextAttemptAt,
    totals: new Map(),
    dead: [],
  };
  for (const settlement of settlements) settleEvent(settling, settlement, now);
  const { settled, retried, begun, pending, nextAttemptAt, totals, dead } = settling;
  // Without a retry it stays null: that is how a release knows that no attempt was made.
  const retriedNow = retried.some((byte) => byte !== 0) ? retried : null;
  return {
    row: { ...row, settled, retried: retriedNow, begun, pending, nextAttemptAt },
    isAnswered: isAnswered(settling),
    totals: [...totals.values()],
    dead,
  };
}

function settleEvent(settling: Settling, settlement: Settlement, now: EpochMs): void {
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
  const { outcome, seq } = settlement;
  const reason = outcome === 'dead' ? storable(settlement.reason) : '';
  add(settling, outcome, reason);
  if (outcome === 'dead') {
    settling.dead.push({ row: settling.row, seq, reason, detail: settlement.detail });
  }
  if (outcome !== 'delivered') return;
  for (const code of new Set(settlement.trimmed)) add(settling, 'trimmed', code);
}

function add({ row, totals }: Settling, outcome: TotalOutcome, reason = ''): void {
  const key = `${outcome} ${reason}`;
  const events = (totals.get(key)?.events ?? 0) + 1;
  totals.set(key, { destination: row.destination, outcome, reason, events });
}

function isAnswered({ row, settled, retried }: Settling): boolean {
  for (let place = row.lastSeq - row.firstSeq; place >= 0; place--) {
    if (!isSet(settled, place) && !isSet(retried, place)) return false;
  }
  return true;
}

/**
 * A row as it is once nobody holds it any more; that was an attempt if something of it is to be tried
 * again.
 */
export function givenBack(row: DeliveryRow): DeliveryRow {
  const attempts = row.retried ? row.attempts + 1 : row.attempts;
  return { ...row, leaseOwner: null, begun: null, retried: null, attempts };
}

/** The dead letter of an event that is in the journal. */
export function buried(
  { row, reason, detail }: Death,
  event: JournalEventRow,
  { now, numbered }: { readonly now: EpochMs; readonly numbered: Pick<Numbered, 'segmentOf'> },
): BuriedRow {
  return {
    destination: row.destination,
    event,
    shape: row.shape,
    reason,
    detail: detail === undefined ? undefined : storable(detail),
    diedAt: now,
    data: JSON.stringify(eventOf(event, numbered)),
  };
}
