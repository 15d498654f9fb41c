/** What is special about the outbox on PostgreSQL. */

import { expect, test } from 'vitest';

import type { ClaimQuery, OutboxEvent, Settlement } from '../../../src/record/outbox.ts';
import { reusedPostgres } from '../../support/postgres/database.ts';
import { MINUTE, T0 } from '../turns.ts';
import { ROW_BYTES, booksOf, fill, workersOn } from './filled-outbox.ts';
import type { Worker } from './filled-outbox.ts';

const empty = reusedPostgres();
const workers = async (count: number) => workersOn(await empty(), count);

const LEASE = 1_000;
const LIMITS = { maxEvents: 1_000, maxBytes: 1_000_000, maxAgeMs: 60 * MINUTE };

const claim = ({ outbox }: Worker, more: Partial<ClaimQuery> = {}) =>
  outbox.claim({ destination: 'ga4', owner: 'a', limit: 1_000, leaseMs: LEASE, now: T0, ...more });

const settle = ({ outbox }: Worker, events: readonly OutboxEvent[], outcome: object, owner = 'a') =>
  outbox.settle({
    destination: 'ga4',
    owner,
    now: T0,
    settlements: events.map(({ delivery, seq }) => ({ delivery, seq, ...outcome }) as Settlement),
  });

const seqs = (events: readonly OutboxEvent[]) => events.map(({ seq }) => seq);

async function worker(): Promise<Worker> {
  const [one] = await workers(1);
  return one!;
}

// ---- what is claimed ---------------------------------------------------------------------------

test('the oldest rows are claimed, up to the one with which the limit is reached', async () => {
  const one = await worker();
  for (const firstSeq of [1, 4, 7, 10]) await fill(one, { firstSeq });

  expect(seqs(await claim(one, { limit: 4 }))).toEqual([1, 2, 3, 4, 5, 6]);
  expect(seqs(await claim(one, { limit: 3, owner: 'b' }))).toEqual([7, 8, 9]);
  expect(seqs(await claim(one, { owner: 'c' }))).toEqual([10, 11, 12]);
});

test('rows that somebody is just claiming are left to them, and not waited for', async () => {
  const [one, other] = await workers(2);
  for (const firstSeq of [1, 4, 7]) await fill(one!, { firstSeq });
  const claimed = await other!.server.transaction(async (sql) => {
    await sql.query('SELECT 1 FROM deliveries WHERE first_seq = 1 FOR UPDATE');
    return claim(one!, { limit: 3 });
  });

  expect(seqs(claimed)).toEqual([4, 5, 6]);
});

test('what was erased is counted, and others are claimed instead', async () => {
  const one = await worker();
  for (const firstSeq of [1, 4, 7, 10]) await fill(one, { firstSeq });
  await one.server.transaction((sql) => sql.run('DELETE FROM events WHERE seq IN (2, 4, 5, 6)'));
  const events = await claim(one, { limit: 5 });
  await settle(one, events, { outcome: 'delivered' });

  expect(seqs(events)).toEqual([1, 3, 7, 8, 9]);
  expect(await booksOf(one)).toEqual({ enqueued: 12, delivered: 5, erased: 4, pending: 3 });
});

test('a row of which all was erased is gone', async () => {
  const one = await worker();
  await fill(one, { firstSeq: 1 });
  await one.server.transaction((sql) => sql.run('DELETE FROM events'));

  expect(await claim(one)).toEqual([]);
  expect(await booksOf(one)).toEqual({ enqueued: 3, erased: 3, pending: 0 });
});

test('of what a dead holder had and is partly erased, only what the next one begins is uncertain', async () => {
  const one = await worker();
  await fill(one, { firstSeq: 1 });
  await claim(one);
  await one.server.transaction((sql) => sql.run('DELETE FROM events WHERE seq = 2'));
  const [first] = await claim(one, { owner: 'b', now: T0 + LEASE, marksBegun: true });
  await settle(one, [first!], { outcome: 'begun' }, 'b');
  const again = await claim(one, { owner: 'c', now: T0 + 2 * LEASE });

  expect(again.map(({ seq, isUncertain }) => [seq, isUncertain])).toEqual([
    [1, true],
    [3, undefined],
  ]);
});

test('a segment that another process has added is known', async () => {
  const one = await worker();
  await fill(one, { firstSeq: 1 });
  await claim(one);
  await one.server.transaction(async (sql) => {
    await sql.run(`INSERT INTO segments VALUES (2, 'pizza', 'msteams', '', '1', '', '', 0)`);
    await sql.run('UPDATE events SET segment = 2');
  });
  const [event] = await claim(one, { owner: 'b', now: T0 + LEASE });

  expect(event?.event.segment).toMatchObject({ channel: 'msteams' });
});

test('one claim takes 5,000 rows at most', async () => {
  const one = await worker();
  await fill(one, { firstSeq: 1, events: 1 });
  await one.server.transaction(async (sql) => {
    await sql.run(
      `INSERT INTO deliveries (destination, first_seq, last_seq, pending, bytes, settled, oldest_at, created_at)
       SELECT 'ga4', 1, 1, 1, 0, '\\x00', 0, 0 FROM generate_series(1, 5000)`,
    );
  });

  expect(await claim(one, { limit: 9_000 })).toHaveLength(5_000);
});

// ---- what is settled ---------------------------------------------------------------------------

test('a row is given back when each of its events is answered, in whatever pieces', async () => {
  const one = await worker();
  await fill(one, { firstSeq: 1 });
  const [first, second, third] = await claim(one);
  await settle(one, [third!], { outcome: 'delivered' });
  await settle(one, [first!], { outcome: 'retry', afterMs: 50 });
  expect(await claim(one, { now: T0 + 50 })).toEqual([]);
  await settle(one, [second!], { outcome: 'retry', afterMs: 10 });
  const again = await claim(one, { now: T0 + 50 });

  expect(again.map(({ seq, attempts, isUncertain }) => [seq, attempts, isUncertain])).toEqual([
    [1, 1, undefined],
    [2, 1, undefined],
  ]);
});

test('the oldest of what waits is known when it is given back', async () => {
  const one = await worker();
  await fill(one, { firstSeq: 1 });
  const [first] = await claim(one);
  await settle(one, [first!], { outcome: 'delivered' });
  await one.outbox.release({ destination: 'ga4', owner: 'a' });

  expect(await one.reads.waiting()).toEqual([
    {
      destination: 'ga4',
      events: 2,
      bytes: ROW_BYTES,
      oldestAt: T0 + 2,
      attempts: 0,
      nextAttemptAt: 0,
    },
  ]);
});

test('texts that PostgreSQL refuses are kept as far as they can be', async () => {
  const one = await worker();
  await fill(one, { firstSeq: 1, events: 1, data: { name: 'n' } });
  const escaped = String.raw`{"name":"a\u0000b\ud800"}`;
  await one.server.transaction((sql) => sql.run('UPDATE events SET data = $1', [escaped]));
  const events = await claim(one);
  await settle(one, events, { outcome: 'dead', reason: 'r\0\uD800', detail: '\uDC00 no' });
  const { letters, total } = await one.reads.deadLetters({ reason: 'r\0\uD800' }, 9);

  expect(events[0]?.event.data).toEqual({ name: 'a\0b\uD800' });
  expect([total, letters]).toEqual([
    1,
    [
      {
        id: 1,
        destination: 'ga4',
        eventId: 'e1',
        kind: 'topic_set',
        at: T0 + 1,
        reason: 'r\uFFFD\uFFFD',
        detail: '\uFFFD no',
        diedAt: T0,
      },
    ],
  ]);
  expect(await one.admin.retryDead({ destinations: ['ga4', '\0'] }, T0)).toEqual({
    retried: 1,
    gone: 0,
  });
  expect((await claim(one))[0]?.event).toEqual(events[0]?.event);
});

test('dead letters whose event is gone are told apart and stay', async () => {
  const one = await worker();
  await fill(one, { firstSeq: 1 });
  await settle(one, await claim(one), { outcome: 'dead', reason: 'rejected' });
  await one.server.transaction((sql) => sql.run('DELETE FROM events WHERE seq = 2'));

  expect(await one.admin.retryDead({}, T0)).toEqual({ retried: 2, gone: 1 });
  expect(seqs(await claim(one))).toEqual([1, 3]);
  expect(await booksOf(one)).toMatchObject({ dead: 1, pending: 2 });
});

// ---- what expires ------------------------------------------------------------------------------

test('what is over the limits goes at once, oldest first, but not what is being sent', async () => {
  const one = await worker();
  for (const firstSeq of [1, 4, 7, 10]) await fill(one, { firstSeq });
  await claim(one, { limit: 3 });
  await fill(one, { firstSeq: 13, limits: { ...LIMITS, maxEvents: 9 } });
  expect(seqs(await claim(one, { owner: 'b' }))).toEqual([10, 11, 12, 13, 14, 15]);
  await fill(one, { firstSeq: 16, limits: { ...LIMITS, maxBytes: 3 * ROW_BYTES } });

  expect(await booksOf(one)).toEqual({ enqueued: 18, expired: 6, pending: 12 });
});

test('what is too old goes, many rows at a time', async () => {
  const one = await worker();
  for (const firstSeq of [1, 4, 7]) await fill(one, { firstSeq, createdAt: T0 + firstSeq });
  await fill(one, { firstSeq: 10, destinations: ['other'] });
  await claim(one, { limit: 3 });
  const expire = () => one.outbox.expire({ enqueuedBefore: T0 + 7, now: T0 });

  expect(await expire()).toBe(6);
  expect(await expire()).toBe(0);
  expect(await booksOf(one)).toEqual({ enqueued: 9, expired: 3, pending: 6 });
  expect(await booksOf(one, 'other')).toEqual({ enqueued: 3, expired: 3, pending: 0 });
});
