/** What people see of the outbox, and may do about it. */

import type { EpochMs } from '../../model/time.ts';
import { ROWS_AT_ONCE } from '../delivering/bounds.ts';
import { revivedRows } from '../delivering/letters.ts';
import type { RevivableRow } from '../delivering/rows.ts';
import type {
  DeadLetter,
  DeadLetterFilter,
  OutboxAdmin,
  OutboxReads,
  WaitingCounts,
} from '../outbox.ts';
import { storable } from '../sums.ts';
import type { Server, Sql } from './connection.ts';
import type { SqlValue } from './driver.ts';
import { addToBooks } from './outbox-books.ts';
import { insertRows, lossOf, removeFound } from './outbox-rows.ts';
import { compare } from './table-writes.ts';

/** By destination; `bytes` is that of the rows, which go away whole. */
const WAITING = `
  SELECT destination, sum(pending)::bigint AS events, sum(bytes)::bigint AS bytes,
    min(oldest_at) AS "oldestAt", max(attempts) AS attempts,
    min(next_attempt_at) AS "nextAttemptAt"
  FROM deliveries GROUP BY destination ORDER BY destination COLLATE "C"`;

/** Every part of a filter that is not given lets everything through. */
const FITS = `($1::text[] IS NULL OR d.destination = ANY($1)) AND ($2::text IS NULL OR d.reason = $2)
  AND ($3::bigint[] IS NULL OR d.id = ANY($3))`;

function valuesOf({ destinations, reason, ids }: DeadLetterFilter): readonly SqlValue[] {
  return [
    destinations?.map(storable) ?? null,
    reason === undefined ? null : storable(reason),
    ids ?? null,
  ];
}

interface LetterRow extends Omit<DeadLetter, 'kind' | 'at' | 'detail'> {
  readonly detail: string | null;
  /** JSON of the event. */
  readonly data: string;
}

/** Makes what reads the outbox. */
export function outboxReadsOn(query: Sql['query']): OutboxReads {
  return {
    waiting: () => query<WaitingCounts>(WAITING),
    async deadLetters(filter, limit) {
      const rows = await query<LetterRow>(
        `SELECT d.id, d.destination, d.event AS "eventId", d.reason, d.detail, d.died_at AS "diedAt", d.data
         FROM dead_letters d WHERE ${FITS} ORDER BY d.id DESC LIMIT $4`,
        [...valuesOf(filter), limit],
      );
      const [count] = await query<{ readonly total: number }>(
        `SELECT count(*) AS total FROM dead_letters d WHERE ${FITS}`,
        valuesOf(filter),
      );
      return { letters: rows.map(letterOf), total: count?.total ?? 0 };
    },
  };
}

/** What the event holds may be escaped in ways that PostgreSQL's own functions refuse. */
function letterOf({ data, detail, ...letter }: LetterRow): DeadLetter {
  const { kind, at } = JSON.parse(data) as Pick<DeadLetter, 'kind' | 'at'>;
  return { ...letter, kind, at, ...(detail !== null && { detail }) };
}

/** Makes what changes the outbox. */
export function outboxAdminOn(server: Server): OutboxAdmin {
  return {
    retryDead: (filter, now) => server.transaction((sql) => retryDead(sql, filter, now)),
    dropDead: (filter) =>
      server.transaction((sql) =>
        sql.run(
          `WITH found AS MATERIALIZED (
             SELECT d.id FROM dead_letters d WHERE ${FITS} ORDER BY d.id FOR UPDATE
           )
           DELETE FROM dead_letters WHERE id = ANY(ARRAY(SELECT id FROM found))`,
          valuesOf(filter),
        ),
      ),
    async cancelWaiting(destinations) {
      const names = destinations?.map(storable) ?? null;
      // what comes meanwhile stays
      const until = await server.transaction((sql) => lastId(sql, names), { readOnly: true });
      const next = () => server.transaction((sql) => cancelSome(sql, names, until));
      let cancelled = 0;
      for (let some = await next(); some > 0; some = await next()) cancelled += some;
      return cancelled;
    },
  };
}

// ---- dead letters ------------------------------------------------------------------------------

/** The event is absent if it is no longer kept. */
interface FoundLetter extends Omit<RevivableRow, 'at'> {
  readonly at: number | null;
}

async function retryDead(
  sql: Sql,
  filter: DeadLetterFilter,
  now: EpochMs,
): Promise<{ readonly retried: number; readonly gone: number }> {
  const found = await sql.query<FoundLetter>(
    `SELECT d.id, d.destination, d.shape, d.reason, d.seq, e.at
     FROM dead_letters d LEFT JOIN events e ON e.seq = d.seq AND e.id = d.event
     WHERE ${FITS} ORDER BY d.id FOR UPDATE OF d`,
    valuesOf(filter),
  );
  const letters = found.flatMap(({ at, ...letter }) => (at === null ? [] : { ...letter, at }));
  const rows = revivedRows(letters.toSorted(inOrder), now);
  await insertRows(sql, rows);
  if (letters.length > 0) {
    await sql.run('DELETE FROM dead_letters WHERE id = ANY($1)', [letters.map(({ id }) => id)]);
  }
  await addToBooks(sql, {
    totals: letters.map(({ destination, reason }) => ({
      destination,
      outcome: 'dead',
      reason,
      events: -1,
    })),
    sizes: rows.map(({ destination, pending: events, bytes }) => ({ destination, events, bytes })),
  });
  return { retried: letters.length, gone: found.length - letters.length };
}

/** By destination, shape and place in the journal. */
function inOrder(a: RevivableRow, b: RevivableRow): number {
  return compare(a.destination, b.destination) || (a.shape ?? 0) - (b.shape ?? 0) || a.seq - b.seq;
}

// ---- what waits --------------------------------------------------------------------------------

/** Of some destinations, or of all. */
const OF_DESTINATIONS = '($1::text[] IS NULL OR d.destination = ANY($1))';

/** Id of the latest row; 0 if there is none. */
async function lastId(sql: Sql, destinations: readonly string[] | null): Promise<number> {
  const [row] = await sql.query<{ readonly id: number }>(
    `SELECT coalesce(max(d.id), 0) AS id FROM deliveries d WHERE ${OF_DESTINATIONS}`,
    [destinations],
  );
  return row?.id ?? 0;
}

/** Cancels some rows, up to the one of an id; returns how many events. */
async function cancelSome(
  sql: Sql,
  destinations: readonly string[] | null,
  until: number,
): Promise<number> {
  const removed = await removeFound(
    sql,
    `SELECT d.id FROM deliveries d WHERE ${OF_DESTINATIONS} AND d.id <= $2
     ORDER BY d.id LIMIT ${ROWS_AT_ONCE} FOR UPDATE`,
    [destinations, until],
  );
  await addToBooks(sql, {
    totals: removed.map(({ destination, pending: events }) => ({
      destination,
      outcome: 'cancelled',
      reason: '',
      events,
    })),
    sizes: removed.map(lossOf),
  });
  return removed.reduce((sum, { pending }) => sum + pending, 0);
}
