/** What people see of the outbox, and may do about it. */

import { setImmediate } from 'node:timers/promises';

import { ROWS_AT_ONCE } from '../delivering/bounds.ts';
import { revivedRows } from '../delivering/letters.ts';
import type { OutboxAdmin, OutboxReads, WaitingCounts } from '../outbox.ts';
import type { DatabaseLike } from './driver.ts';
import type { Journal } from './journal.ts';
import { deadLetterReads, deadLetterStatements } from './sql/dead-letters.ts';
import { transactionOn } from './transaction.ts';

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
        for (const row of revivedRows(found, now)) journal.deliveries.enqueue(row);
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
