/** An outbox on PostgreSQL that is filled by SQL of the test's own. */

import { onTestFinished } from 'vitest';

import { migrate } from '../../../src/record/postgres/migrations.ts';
import { jsonText } from '../../../src/record/postgres/text.ts';
import { expireOver } from '../../../src/record/postgres/expiry.ts';
import { outboxAdminOn, outboxOn, outboxReadsOn } from '../../../src/record/postgres/outbox.ts';
import { serverAt } from '../../../src/record/postgres/connection.ts';
import type { Server, Sql } from '../../../src/record/postgres/connection.ts';
import type { OutboxLimits, PostgresDescriptor } from '../../../src/model/settings.ts';
import type { Outbox, OutboxAdmin, OutboxReads } from '../../../src/record/outbox.ts';
import { T0 } from '../turns.ts';

/** One process among several. */
export interface Worker {
  readonly server: Server;
  readonly outbox: Outbox;
  readonly admin: OutboxAdmin;
  readonly reads: OutboxReads;
  /** Transactions that were asked for, and how often one was begun: more, where two met. */
  readonly transactions: { asked: number; begun: number };
}

/** Makes processes, each with connections of its own, on a schema that is empty. */
export async function workersOn(
  { options: settings }: PostgresDescriptor,
  count: number,
): Promise<readonly Worker[]> {
  const made = Array.from({ length: count }, () => workerOn(serverAt(settings)));
  onTestFinished(async () => {
    await Promise.all(made.map(({ server }) => server.close()));
  });
  const [first] = made;
  if (first) await migrate(first.server, settings);
  await first?.server.transaction((sql) =>
    sql.run(`INSERT INTO segments VALUES (1, 'pizza', 'webchat', '', '1', '', '', 0)`),
  );
  return made;
}

function workerOn(inner: Server): Worker {
  const transactions = { asked: 0, begun: 0 };
  const server: Server = {
    ...inner,
    transaction: (work, options) => {
      transactions.asked++;
      return inner.transaction((sql) => {
        transactions.begun++;
        return work(sql);
      }, options);
    },
  };
  const query: Sql['query'] = (text, values) =>
    server.transaction((sql) => sql.query(text, values));
  return {
    server,
    transactions,
    outbox: outboxOn(server),
    admin: outboxAdminOn(server),
    reads: outboxReadsOn(query),
  };
}

export interface Filling {
  readonly destinations?: readonly string[];
  /** Place in the journal of the first event. */
  readonly firstSeq: number;
  /** Events of one row. */
  readonly events?: number;
  readonly createdAt?: number;
  /** Data of each event. */
  readonly data?: object;
  readonly limits?: OutboxLimits;
}

/** What takes up no bytes but these. */
export const ROW_BYTES = 100;

/** Puts events into the journal, and a row with them into the outbox, as a batch that is recorded does. */
export async function fill({ server }: Worker, filling: Filling): Promise<void> {
  const {
    destinations = ['ga4'],
    firstSeq,
    events = 3,
    createdAt = T0,
    limits,
    data = {},
  } = filling;
  const lastSeq = firstSeq + events - 1;
  const names = destinations.toSorted();
  await server.transaction(async (sql) => {
    await sql.run(
      `INSERT INTO events (seq, id, kind, at, turn, act, segment, identified, data)
       SELECT seq, 'e' || seq, 'topic_set', $3::bigint + seq, 't', 1, 1, 0, $4
       FROM generate_series($1::bigint, $2::bigint) AS s (seq)`,
      [firstSeq, lastSeq, T0, jsonText(data)],
    );
    await sql.run(
      `INSERT INTO destination_totals AS t (destination, outcome, reason, events)
       SELECT name, 'enqueued', '', $2 FROM unnest($1::text[]) AS n (name)
       ON CONFLICT (destination, outcome, reason) DO UPDATE SET events = t.events + excluded.events`,
      [names, events],
    );
    for (const destination of names) {
      const [added] = await sql.query<{ id: number }>(
        `INSERT INTO deliveries (destination, first_seq, last_seq, pending, bytes, settled, oldest_at, created_at)
         VALUES ($1, $2, $3, $4, ${ROW_BYTES}, decode(repeat('00', $5), 'hex'), $6, $7) RETURNING id`,
        [destination, firstSeq, lastSeq, events, Math.ceil(events / 8), T0 + firstSeq, createdAt],
      );
      const [waiting] = await sql.query<{ events: number; bytes: number }>(
        `INSERT INTO outbox_sizes AS s (destination, events, bytes) VALUES ($1, $2, ${ROW_BYTES})
         ON CONFLICT (destination) DO UPDATE SET events = s.events + excluded.events,
           bytes = s.bytes + excluded.bytes
         RETURNING events, bytes`,
        [destination, events],
      );
      if (!limits) continue;
      const added_ = { destination, addedId: added!.id, waiting: waiting! };
      await expireOver(sql, added_, { limits, now: createdAt });
    }
  });
}

/** What the books of a destination say, and whether they agree with what is there. */
export async function booksOf(
  { server }: Worker,
  destination = 'ga4',
): Promise<Record<string, number>> {
  return server.transaction(async (sql) => {
    const totals = await sql.query<{ outcome: string; events: number }>(
      `SELECT outcome, sum(events)::bigint AS events FROM destination_totals
       WHERE destination = $1 GROUP BY outcome`,
      [destination],
    );
    const [size] = await sql.query<{ events: number; bytes: number }>(
      'SELECT events, bytes FROM outbox_sizes WHERE destination = $1',
      [destination],
    );
    const [waiting] = await sql.query<{ events: number; bytes: number }>(
      `SELECT coalesce(sum(pending), 0)::bigint AS events, coalesce(sum(bytes), 0)::bigint AS bytes
       FROM deliveries WHERE destination = $1`,
      [destination],
    );
    const books = Object.fromEntries(totals.map(({ outcome, events }) => [outcome, events]));
    const { enqueued = 0, delivered = 0, dead = 0, expired = 0, cancelled = 0, erased = 0 } = books;
    const pending = enqueued - delivered - dead - expired - cancelled - erased;
    if (waiting!.events !== pending || size?.events !== pending || size.bytes !== waiting!.bytes) {
      throw new Error(`the books are wrong: ${JSON.stringify({ books, size, waiting })}`);
    }
    return { ...books, pending };
  });
}
