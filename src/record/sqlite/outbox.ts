/** The outbox: leases journal rows to those who deliver. */

import type { Segment } from '../../model/segment.ts';
import { isSet, setBit } from '../bitmap.ts';
import type { ClaimQuery, Outbox, OutboxEvent } from '../store.ts';
import type { DatabaseLike } from './driver.ts';
import type { Journal } from './journal.ts';
import { oldestOf, outboxEvent } from './journal.ts';
import { segmentReader } from './segments.ts';
import { settle } from './settle.ts';
import { deliveryStatements } from './sql/deliveries.ts';
import type { DeliveryRow, JournalEventRow } from './sql/deliveries.ts';
import { totalStatements } from './sql/totals.ts';
import { transactionOn } from './transaction.ts';

/** Prepares the outbox on a connection that writes. */
export function outboxOn(db: DatabaseLike): Outbox {
  const inTransaction = transactionOn(db);
  const journal: Journal = {
    deliveries: deliveryStatements(db),
    totals: totalStatements(db),
    segmentOf: segmentsByNumber(db),
  };
  return {
    claim: async (query) => {
      if (!journal.deliveries.due(query.destination, query.now)) return [];
      return inTransaction(() => claim(journal, query));
    },
    settle: async (query) => inTransaction(() => settle(journal, query)),
    release: async ({ destination, owner }) => {
      inTransaction(() => journal.deliveries.release(destination, owner));
    },
  };
}

/** Looks segments up; they are never changed, so only an unknown number has the table read again. */
function segmentsByNumber(db: DatabaseLike): (number: number) => Segment {
  const read = segmentReader(db);
  let known: ReadonlyMap<number, Segment> = new Map();
  return (number) => {
    if (!known.has(number)) known = new Map(read().map(({ id, ...segment }) => [id, segment]));
    const segment = known.get(number);
    if (!segment) throw new Error(`segment ${number} is missing`);
    return segment;
  };
}

// ---- claim -------------------------------------------------------------------------------------

function claim(journal: Journal, query: ClaimQuery): readonly OutboxEvent[] {
  const { destination, owner, limit, leaseMs, now } = query;
  const claimed: OutboxEvent[] = [];
  let row: DeliveryRow | undefined;
  while (claimed.length < limit) {
    row = journal.deliveries.due(destination, now, row?.id);
    if (!row) break;
    journal.deliveries.lease(row.id, owner, now + leaseMs);
    claimed.push(...waitingEvents(journal, destination, row));
  }
  return claimed;
}

/** The events of a row that wait. One that is gone from the journal was erased, and is settled as such. */
function waitingEvents(journal: Journal, destination: string, row: DeliveryRow): OutboxEvent[] {
  const waiting = journal.deliveries
    .events(row)
    .filter(({ seq }) => !isSet(row.settled, seq - row.firstSeq));
  const erased = row.pending - waiting.length;
  if (erased > 0) {
    journal.totals.add({ destination, outcome: 'erased', reason: '', events: erased });
    settleErased(journal, row, waiting);
  }
  return waiting.map((event) => outboxEvent(row, event, journal.segmentOf));
}

function settleErased(
  { deliveries }: Journal,
  row: DeliveryRow,
  waiting: readonly JournalEventRow[],
): void {
  if (waiting.length === 0) {
    deliveries.remove(row.id);
    return;
  }
  const left = new Set(waiting.map(({ seq }) => seq));
  const settled = Uint8Array.from(row.settled);
  for (let seq = row.firstSeq; seq <= row.lastSeq; seq++) {
    if (!left.has(seq)) setBit(settled, seq - row.firstSeq);
  }
  deliveries.progress({ ...row, settled, pending: left.size }, oldestOf(waiting));
}
