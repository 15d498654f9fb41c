/** The outbox: leases journal rows to those who deliver. */

import type { Segment } from '../../model/segment.ts';
import { MAX_ROWS } from '../delivering/bounds.ts';
import { claimedRow, leasedRow } from '../delivering/claiming.ts';
import type { DeliveryRow } from '../delivering/rows.ts';
import { withUserFacts } from '../delivering/user-facts.ts';
import type { ClaimQuery, Outbox, OutboxEvent } from '../outbox.ts';
import type { DatabaseLike } from './driver.ts';
import { expireOlder } from './expiry.ts';
import type { Journal } from './journal.ts';
import { segmentReader } from './segments.ts';
import { giveBack, settle } from './settle.ts';
import { deliveryStatements } from './sql/deliveries.ts';
import { shapeStatements } from './sql/payload-shapes.ts';
import { totalStatements } from './sql/totals.ts';
import { userFactStatement } from './sql/user-facts.ts';
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

/** Events that one claim looks at: most of them may be settled, or gone. */
const MAX_READ = 50_000;

// ---- claim -------------------------------------------------------------------------------------

function claim(journal: Journal, query: ClaimQuery): readonly OutboxEvent[] {
  const { destination, limit, now } = query;
  const claimed: OutboxEvent[] = [];
  let row: DeliveryRow | undefined;
  let read = 0;
  for (let rows = 0; claimed.length < limit && read < MAX_READ && rows < MAX_ROWS; rows++) {
    row = journal.deliveries.due(destination, now, row?.id);
    if (!row) break;
    read += row.lastSeq - row.firstSeq + 1;
    for (const event of claimRow(journal, row, query)) claimed.push(event);
  }
  return query.withUserFacts ? withUserFacts(claimed, journal.userFacts) : claimed;
}

function claimRow(
  { deliveries, totals, segmentOf, shapes }: Journal,
  row: DeliveryRow,
  query: ClaimQuery,
): readonly OutboxEvent[] {
  const leased = leasedRow(row, query);
  const { owner, leaseMs, now } = query;
  deliveries.lease(row.id, { owner, until: now + leaseMs, begun: leased.begun });
  const numbered = { segmentOf, shapeOf: shapes.of };
  const claimed = claimedRow(row, leased, { rows: deliveries.events(row), numbered });
  for (const total of claimed.totals) totals.add(total);
  if (claimed.left?.pending === 0) deliveries.remove(row);
  else if (claimed.left) deliveries.progress(row, claimed.left);
  return claimed.events;
}
