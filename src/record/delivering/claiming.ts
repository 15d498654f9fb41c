/** What a claim does to a journal row, and what it gets from it. */

import { emptyBitmap, isSet, setBit } from '../bitmap.ts';
import type { ClaimQuery, OutboxEvent } from '../outbox.ts';
import { outboxEvent } from './events.ts';
import type { Numbered } from './events.ts';
import type { DeliveryRow, JournalEventRow, TotalRow } from './rows.ts';

/** A row that has just been leased. */
export interface ClaimedRow {
  readonly events: readonly OutboxEvent[];
  /**
   * What is left of it, where events of it were erased: these are settled. It is to be taken out if
   * nothing of it is pending.
   */
  readonly left: DeliveryRow | undefined;
  readonly totals: readonly TotalRow[];
}

/** A row as it is once somebody holds it. */
export function leasedRow(
  row: DeliveryRow,
  { owner, marksBegun }: Pick<ClaimQuery, 'owner' | 'marksBegun'>,
): DeliveryRow {
  const begun = marksBegun ? emptyBitmap(row.lastSeq - row.firstSeq + 1) : null;
  return { ...row, leaseOwner: owner, retried: null, begun };
}

/**
 * What is claimed with a row.
 * @param before the row as it was before it was leased
 * @param rows what of its events is in the journal
 */
export function claimedRow(
  before: DeliveryRow,
  leased: DeliveryRow,
  { rows, numbered }: { readonly rows: readonly JournalEventRow[]; readonly numbered: Numbered },
): ClaimedRow {
  const { destination } = before;
  const waiting = rows.filter(({ seq }) => !isSet(before.settled, seq - before.firstSeq));
  const events = waiting.map((row) => outboxEvent(before, row, numbered));
  const erased = before.pending - waiting.length;
  // whoever held it before has died, or was stuck for longer than its lease: what it sent may have arrived
  const uncertain = events.filter(({ isUncertain }) => isUncertain).length;
  const totals: TotalRow[] = [
    { destination, outcome: 'ambiguous', reason: '', events: uncertain },
    { destination, outcome: 'erased', reason: '', events: erased },
  ];
  return {
    events,
    left: erased > 0 ? withoutErased(leased, waiting) : undefined,
    totals: totals.filter(({ events: counted }) => counted > 0),
  };
}

function withoutErased(row: DeliveryRow, waiting: readonly JournalEventRow[]): DeliveryRow {
  const left = new Set(waiting.map(({ seq }) => seq));
  const settled = Uint8Array.from(row.settled);
  for (let seq = row.firstSeq; seq <= row.lastSeq; seq++) {
    if (!left.has(seq)) setBit(settled, seq - row.firstSeq);
  }
  return { ...row, settled, pending: left.size };
}
