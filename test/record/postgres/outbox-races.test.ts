/** Several processes on one outbox. */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { OutboxEvent, Settlement } from '../../../src/record/outbox.ts';
import { fuzz } from '../../support/fuzz.ts';
import { reusedPostgres } from '../../support/postgres/database.ts';
import { MINUTE, T0 } from '../turns.ts';
import { booksOf, fill, workersOn } from './filled-outbox.ts';
import type { Worker } from './filled-outbox.ts';

const empty = reusedPostgres();
const workers = async (count: number) => workersOn(await empty(), count);

const LEASE = 1_000;

function delivered(events: readonly OutboxEvent[]): readonly Settlement[] {
  return events.map(({ delivery, seq }) => ({ delivery, seq, outcome: 'delivered' }));
}

test.for([2, 4])('%i who claim at once never hold the same event', async (count) => {
  const all = await workers(count);
  const ROWS = 60;
  for (let row = 0; row < ROWS; row++) await fill(all[0]!, { firstSeq: 1 + row * 3 });
  const claimed: number[] = [];
  const drain = async ({ outbox }: Worker, place: number): Promise<number> => {
    const own = { destination: 'ga4', owner: `w${place}`, now: T0 };
    let claims = 0;
    for (let idle = 0; idle < 3;) {
      const events = await outbox.claim({ ...own, limit: 7, leaseMs: LEASE });
      for (const { seq, isUncertain } of events) claimed.push(isUncertain ? -seq : seq);
      if (events.length === 0) idle++;
      else claims++;
      await outbox.settle({ ...own, settlements: delivered(events.slice(1)) });
    }
    return claims;
  };
  const claims = await Promise.all(all.map(drain));

  expect(claimed.toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: ROWS * 3 }, (_, place) => place + 1),
  );
  for (const each of claims) expect(each).toBeGreaterThan(0);
  const left = claims.reduce((sum, each) => sum + each, 0);
  expect(await booksOf(all[0]!)).toEqual({
    enqueued: ROWS * 3,
    delivered: ROWS * 3 - left,
    pending: left,
  });
});

test('of several who take over what a dead holder had, one gets it, and it is counted once', async () => {
  const [dead, ...others] = await workers(4);
  await fill(dead!, { firstSeq: 1 });
  const query = { destination: 'ga4', limit: 99, leaseMs: LEASE };
  const before = await dead!.outbox.claim({ ...query, owner: 'dead', now: T0 });
  const now = T0 + LEASE;
  const taken = await Promise.all(
    others.map(({ outbox }, place) => outbox.claim({ ...query, owner: `w${place}`, now })),
  );
  const late = { destination: 'ga4', owner: 'dead', now, settlements: delivered(before) };
  await dead!.outbox.settle(late);

  expect(taken.filter(({ length }) => length > 0)).toHaveLength(1);
  expect(taken.flat().map(({ isUncertain }) => isUncertain)).toEqual([true, true, true]);
  expect(await booksOf(dead!)).toEqual({ enqueued: 3, ambiguous: 3, pending: 3 });
});

test('dead letters that two try again at once come back once', async () => {
  const all = await workers(2);
  await fill(all[0]!, { firstSeq: 1, events: 50 });
  const own = { destination: 'ga4', owner: 'a', now: T0 };
  const events = await all[0]!.outbox.claim({ ...own, limit: 99, leaseMs: LEASE });
  const settlements = events.map(({ delivery, seq }): Settlement => ({
    delivery,
    seq,
    outcome: 'dead',
    reason: 'rejected',
  }));
  await all[0]!.outbox.settle({ ...own, settlements });
  const answers = await Promise.all(all.map(({ admin }) => admin.retryDead({}, T0)));

  expect(answers).toEqual(
    expect.arrayContaining([
      { retried: 0, gone: 0 },
      { retried: 50, gone: 0 },
    ]),
  );
  expect(await booksOf(all[0]!)).toMatchObject({ dead: 0, pending: 50 });
});

// ---- whatever they do --------------------------------------------------------------------------

const DESTINATIONS = ['ga4', 'mixpanel'];
const LIMITS = { maxEvents: 40, maxBytes: 1_000_000, maxAgeMs: 60 * MINUTE };

const OUTCOMES = fc.oneof(
  fc.constant({ outcome: 'delivered' }),
  fc.constant({ outcome: 'retry', afterMs: 0, isAmbiguous: true }),
  fc.constant({ outcome: 'dead', reason: 'rejected' }),
  fc.constant({ outcome: 'begun' }),
);

const ACTION = fc.record({
  action: fc.constantFrom(
    ...(['enqueue', 'enqueue', 'enqueue', 'deliver', 'deliver', 'deliver', 'claim'] as const),
    ...(['settle', 'renew', 'release', 'expire', 'retryDead', 'dropDead', 'erase'] as const),
  ),
  destination: fc.constantFrom(...DESTINATIONS),
  outcomes: fc.array(OUTCOMES, { minLength: 1, maxLength: 5 }),
  limit: fc.integer({ min: 1, max: 20 }),
});
type Action = typeof ACTION extends fc.Arbitrary<infer Value> ? Value : never;

/** What one process does, one thing after the other. */
function actor(worker: Worker, owner: string, world: { seq: number; now: number }) {
  const { outbox, admin, server } = worker;
  const held = new Map<string, readonly OutboxEvent[]>();
  return async ({ action, destination, outcomes, limit }: Action): Promise<void> => {
    const now = (world.now += 7);
    const own = { destination, owner, now };
    const claim = async () => {
      const query = { ...own, limit, leaseMs: 300, marksBegun: true };
      held.set(destination, await outbox.claim(query));
    };
    const settle = () =>
      outbox.settle({
        ...own,
        settlements: (held.get(destination) ?? []).map(
          ({ delivery, seq }, place) =>
            ({ delivery, seq, ...outcomes[place % outcomes.length] }) as Settlement,
        ),
      });
    const actions: Record<Action['action'], () => Promise<unknown>> = {
      enqueue: () => {
        const firstSeq = (world.seq += 10) - 10;
        const row = { firstSeq, events: 1 + (limit % 10), createdAt: now, limits: LIMITS };
        return fill(worker, { ...row, destinations: DESTINATIONS });
      },
      claim,
      settle,
      deliver: () => claim().then(settle),
      renew: () => outbox.renew({ ...own, leaseMs: 300 }),
      release: () => outbox.release(own),
      expire: () => outbox.expire({ enqueuedBefore: now - 400, now }),
      retryDead: () => admin.retryDead({}, now),
      dropDead: () => admin.dropDead({ destinations: [destination] }),
      erase: () =>
        server.transaction((sql) =>
          sql.run('DELETE FROM events WHERE seq % 10 = $1', [limit % 10]),
        ),
    };
    await actions[action]();
  };
}

test('whatever several do at once, nobody waits in a circle and the books are exact', async () => {
  const all = await workers(4);
  const actions = fc.sample(ACTION, fuzz(240));
  const world = { seq: 1, now: T0 };
  const actors = [...all, ...all].map((worker, place) => actor(worker, `w${place}`, world));
  await Promise.all(
    actors.map(async (act, place) => {
      const own = actions.filter((_, turn) => turn % actors.length === place);
      for (const action of own) await act(action);
    }),
  );
  await Promise.all(all.map(({ admin }) => admin.cancelWaiting(undefined)));

  for (const { transactions } of all) expect(transactions.begun).toBe(transactions.asked);
  for (const destination of DESTINATIONS) {
    const books = await booksOf(all[0]!, destination);
    expect(books).toMatchObject({ pending: 0 });
    expect(books['delivered']).toBeGreaterThan(0);
    expect(books['expired']).toBeGreaterThan(0);
  }
});
