/** Somebody is erased while their events are claimed: what was not on its way is never sent. */

import { expect, onTestFinished, test } from 'vitest';

import type { Destination, Verdict } from '../../src/forward/destination.ts';
import { createDispatcher } from '../../src/forward/dispatcher.ts';
import { openSqliteStore } from '../../src/record/sqlite/store.ts';
import { T0, deps, turn } from '../record/turns.ts';

const DELIVERED: Verdict = { outcome: 'delivered', rejected: [] };

test('what was claimed with it and is not on its way yet is claimed anew, without them', async () => {
  const store = openSqliteStore({ path: ':memory:', durability: 'balanced' });
  const items = ['bob', 'ann', 'carl'].map((user) =>
    turn({ id: user, user, conversation: `c-${user}`, calls: [{ name: 'recognized' }] }),
  );
  await store.record({ writer: 'w1', number: 1, items }, deps({ destinations: ['slow'] }));
  const sent: string[] = [];
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  let begun: () => void = () => undefined;
  const beginning = new Promise<void>((resolve) => (begun = resolve));
  const slow: Destination = {
    name: 'slow',
    claimLimit: 100,
    concurrency: 1,
    maxAgeMs: Infinity,
    maxAheadMs: Infinity,
    onAmbiguous: 'retry',
    encode: (events) => ({ requests: events.map((event) => ({ events: [event] })), rejected: [] }),
    async send({ events }) {
      sent.push(...events.map(({ event }) => event.turnId));
      begun();
      await gate;
      return DELIVERED;
    },
  };
  const dispatcher = createDispatcher({
    outbox: store.outbox,
    destinations: [slow],
    owner: 'a',
    now: Date.now,
    eventNow: () => T0,
    onProblem: () => undefined,
  });
  onTestFinished(() => dispatcher.stop(100).then(() => store.close()));
  await beginning;
  const person = { channel: 'webchat', userId: 'ann', test: false };
  const { removed } = await store.maintenance.erasure.forget({
    person,
    at: T0,
    now: Date.now(),
    ordersFor: () => [],
  });
  dispatcher.reclaim();
  letGo();
  await dispatcher.drain(5_000);
  const books = (await store.counts()).destinations['slow'];

  expect(new Set(sent)).toEqual(new Set(['bob', 'carl']));
  expect(removed.pending).toBe(4);
  expect(books).toMatchObject({ enqueued: 12, delivered: 8, erased: 4, pending: 0 });
});
