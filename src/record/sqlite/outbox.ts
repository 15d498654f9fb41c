/** The outbox: leases journal rows to those who deliver. */

import type { Segment } from '../../model/segment.ts';
import { emptyBitmap, isSet, setBit } from '../bitmap.ts';
import type { ClaimQuery, Outbox, OutboxEvent } from '../outbox.ts';
import type { DatabaseLike } from './driver.ts';
import { expireOlder } from './expiry.ts';
import type { Journal } from './journal.ts';
import { outboxEvent } from './journal.ts';
import { segmentReader } from './segments.ts';
import { giveBack, settle } from './settle.ts';
import { deliveryStatements } from './sql/deliveries.ts';
import type { DeliveryRow, JournalEventRow } from './sql/deliveries.ts';
import { shapeStatements } from './sql/payload-shapes.ts';
import { totalStatements } from './sql/totals.ts';
import { userFactStatement } from './sql/user-facts.ts';
import { withUserFacts } from './user-facts.ts';
import { transactionOn } from './transaction.ts';

/** Prepares what works with the outbox on a connection that writes. */
export function journalOn(db: DatabaseLike): Journal {
  return {
    deliveries: deliveryStatements(db),
    totals: totalStatements(db),
    shapes: shapeStatements(db),
    userFacts: userFactStatement(db),
    segmentOf: segmentsByNumber(db),
  };
}

/** Makes the outbox of a connection that writes. */
export function outboxOn(db: DatabaseLike, journal: Journal): Outbox {
  const inTransaction = transactionOn(db);
  return {
    claim: async (query) => {
      if (!journal.deliveries.due(query.destination, query.now)) return [];
      return inTransaction(() => claim(journal, query));
    },
    settle: async (query) => inTransaction(() => settle(journal, query)),
    renew: async ({ destination, owner, leaseMs, now }) =>
      inTransaction(() => journal.deliveries.renew(destination, owner, now + leaseMs)),
    release: async ({ destination, owner }) => {
      inTransaction(() => {
        for (const row of journal.deliveries.heldBy(destination, owner)) {
          giveBack(journal.deliveries, row);
        }
      });
    },
    expire: async (query) => expireOlder(journal, inTransaction, query),
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

/** Events that one claim looks at, and journal rows: most of them may be settled, or gone. */
const MAX_READ = 50_000;
const MAX_ROWS = 5_000;

// ---- claim -------------------------------------------------------------------------------------

function claim(journal: Journal, query: ClaimQuery): readonly OutboxEvent[] {
  const { destination, owner, limit, leaseMs, now } = query;
  const claimed: OutboxEvent[] = [];
  let row: DeliveryRow | undefined;
  let read = 0;
  for (let rows = 0; claimed.length < limit && read < MAX_READ && rows < MAX_ROWS; rows++) {
    row = journal.deliveries.due(destination, now, row?.id);
    if (!row) break;
    read += row.lastSeq - row.firstSeq + 1;
    const begun = query.marksBegun ? emptyBitmap(row.lastSeq - row.firstSeq + 1) : null;
    journal.deliveries.lease(row.id, { owner, until: now + leaseMs, begun });
    const waiting = waitingEvents(journal, row);
    const uncertain = waiting.filter(({ isUncertain }) => isUncertain).length;
    if (uncertain > 0) countAmbiguous(journal, destination, uncertain);
    for (const event of waiting) claimed.push(event);
  }
  return query.withUserFacts ? withUserFacts(claimed, journal) : claimed;
}

/** Whoever held it before has died, or was stuck for longer than its lease: what it sent may have arrived. */
function countAmbiguous({ totals }: Journal, destination: string, events: number): void {
  totals.add({ destination, outcome: 'ambiguous', reason: '', events });
}

/** The events of a row that wait. One that is gone from the journal was erased, and is settled as such. */
function waitingEvents(journal: Journal, row: DeliveryRow): OutboxEvent[] {
  const waiting = journal.deliveries
    .events(row)
    .filter(({ seq }) => !isSet(row.settled, seq - row.firstSeq));
  const erased = row.pending - waiting.length;
  if (erased > 0) {
    const { destination } = row;
    journal.totals.add({ destination, outcome: 'erased', reason: '', events: erased });
    settleErased(journal, row, waiting);
  }
  return waiting.map((event) => outboxEvent(journal, row, event));
}

function settleErased(
  { deliveries }: Journal,
  row: DeliveryRow,
  waiting: readonly JournalEventRow[],
): void {
  if (waiting.length === 0) {
    deliveries.remove(row);
    return;
  }
  const left = new Set(waiting.map(({ seq }) => seq));
  const settled = Uint8Array.from(row.settled);
  for (let seq = row.firstSeq; seq <= row.lastSeq; seq++) {
    if (!left.has(seq)) setBit(settled, seq - row.firstSeq);
  }
  deliveries.progress(row, { ...row, settled, pending: left.size });
}
