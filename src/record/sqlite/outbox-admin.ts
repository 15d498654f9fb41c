/** What people see of the outbox, and may do about it. */

import { setImmediate } from 'node:timers/promises';

import { emptyBitmap, setBit } from '../bitmap.ts';
import type { OutboxAdmin, OutboxReads, WaitingCounts } from '../outbox.ts';
import type { DatabaseLike } from './driver.ts';
import type { Journal } from './journal.ts';
import { deadLetterReads, deadLetterStatements } from './sql/dead-letters.ts';
import type { RevivableRow } from './sql/dead-letters.ts';
import { transactionOn } from './transaction.ts';

/** Places of the widest journal row that brings dead letters back, and of the widest gap in it. */
const WIDEST_ROW = 2_048;
const WIDEST_GAP = 64;

/** Journal rows that one transaction cancels. */
const ROWS_AT_ONCE = 1_000;

/** By destination; `bytes` is that of the rows, which go away whole. */
const WAITING = `
  SELECT destination, sum(pending) AS events, sum(bytes) AS bytes, min(oldest_at) AS oldestAt,
    max(attempts) AS attempts, min(next_attempt_at) AS nextAttemptAt
  FROM deliveries GROUP BY destination ORDER BY destination`;

/** Prepares what reads the outbox on a connection. */
export function outboxReadsOn(db: DatabaseLike): OutboxReads {
  const waiting = db.prepare(WAITING);
  const letters = deadLetterReads(db);
  return {
    waiting: async () => waiting.all() as WaitingCounts[],
    deadLetters: async (filter, limit) => ({
      letters: letters.list(filter, limit),
      total: letters.count(filter),
    }),
  };
}

/** Prepares what changes the outbox on a connection that writes. */
export function outboxAdminOn(db: DatabaseLike, journal: Journal): OutboxAdmin {
  const inTransaction = transactionOn(db);
  const letters = deadLetterStatements(db);
  const { count } = deadLetterReads(db);
  return {
    retryDead: async (filter, now) =>
      inTransaction(() => {
        const found = letters.revivable(filter);
        const gone = count(filter) - found.length;
        for (const row of rowsOf(found)) enqueue(journal, row, now);
        for (const letter of found) {
          const { id, destination, reason } = letter;
          letters.remove(id);
          journal.totals.add({ destination, outcome: 'dead', reason, events: -1 });
        }
        return { retried: found.length, gone };
      }),
    dropDead: async (filter) => inTransaction(() => letters.removeAll(filter)),
    async cancelWaiting(destinations) {
      let cancelled = 0;
      for (const destination of destinations ?? journal.deliveries.sizes.destinations()) {
        const until = journal.deliveries.lastId(destination); // what comes meanwhile stays
        const next = () => inTransaction(() => cancelSome(journal, destination, until));
        for (let some = next(); some > 0; some = next()) {
          cancelled += some;
          await setImmediate(); // the bot's store is not locked all the time
        }
      }
      return cancelled;
    },
  };
}

/** Letters that fit into one journal row: of one destination and shape, close together. */
function rowsOf(letters: readonly RevivableRow[]): RevivableRow[][] {
  const rows: RevivableRow[][] = [];
  let row: RevivableRow[] = [];
  for (const letter of letters) {
    const [first, last] = [row[0], row.at(-1)];
    if (first && last && isOfRow(letter, first, last)) row.push(letter);
    else rows.push((row = [letter]));
  }
  return rows;
}

function isOfRow(letter: RevivableRow, first: RevivableRow, last: RevivableRow): boolean {
  const { destination, shape, seq } = first;
  const isNear = letter.seq - seq < WIDEST_ROW && letter.seq - last.seq <= WIDEST_GAP;
  return isNear && letter.destination === destination && letter.shape === shape;
}

function enqueue({ deliveries }: Journal, row: readonly RevivableRow[], now: number): void {
  const [first, last] = [row[0], row.at(-1)];
  if (!first || !last) return;
  const wanted = new Set(row.map(({ seq }) => seq));
  const settled = emptyBitmap(last.seq - first.seq + 1);
  for (let seq = first.seq; seq <= last.seq; seq++) {
    if (!wanted.has(seq)) setBit(settled, seq - first.seq);
  }
  deliveries.enqueue({
    destination: first.destination,
    shape: first.shape,
    firstSeq: first.seq,
    lastSeq: last.seq,
    pending: wanted.size,
    bytes: 0, // what they take is in the journal all along
    settled,
    oldestAt: Math.min(...row.map(({ at }) => at)),
    createdAt: now,
  });
}

/** Cancels some journal rows, up to the one of an id; returns how many events. */
function cancelSome({ deliveries, totals }: Journal, destination: string, until: number): number {
  let events = 0;
  for (let rows = 0; rows < ROWS_AT_ONCE; rows++) {
    const row = deliveries.first(destination);
    if (!row || row.id > until) break;
    deliveries.remove(row);
    events += row.pending;
  }
  if (events > 0) totals.add({ destination, outcome: 'cancelled', reason: '', events });
  return events;
}
