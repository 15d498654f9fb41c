/** Days are sealed by several processes while others record into the same days. */

import { expect, test } from 'vitest';

import { DAY_MS } from '../../../src/model/time.ts';
import { openPostgresStore } from '../../../src/record/postgres/store.ts';
import { freshPostgres } from '../../support/postgres/database.ts';
import { expectRecounted } from '../../support/recount.ts';
import { Q0, T0, deps, turn } from '../turns.ts';

const BATCHES = 12;
const TURNS = 20;
const USERS = 15;

test('nothing is lost or counted twice when several seal a day that others record into', async () => {
  const { options } = freshPostgres();
  const stores = [await openPostgresStore(options), await openPostgresStore(options)] as const;
  const turnsOf = (writer: number, batch: number) =>
    Array.from({ length: TURNS }, (_, i) => {
      const id = `${writer}-${batch}-${i}`;
      const user = `u${(batch * 7 + i) % USERS}`;
      return turn({ id, user, conversation: `c${writer}-${user}`, at: T0 + i * 1_000_000 });
    });
  const recording = stores.map(async (store, writer) => {
    for (let batch = 1; batch <= BATCHES; batch++) {
      const items = turnsOf(writer, batch);
      await store.record({ writer: `w${writer}`, number: batch, items }, deps());
    }
  });
  let isOver = false;
  const sealing = stores.map(async ({ maintenance }) => {
    let sealed = 0;
    while (!isOver) sealed += await maintenance.seal({ now: T0 + 30 * DAY_MS, pauseMs: 0 });
    return sealed;
  });
  await Promise.all(recording);
  isOver = true;
  const sealed = await Promise.all(sealing);
  const [{ reads }] = stores;
  const span = { from: Q0 - 96, to: Q0 + 200, edges: [Q0 - 96, Q0 + 200] };
  const counters = await reads.counters({ ...span, measures: ['received'] });
  const users = new Set((await reads.presence(span)).flatMap((set) => Array.from(set.users)));
  await expectRecounted(stores[0]);
  for (const store of stores) await store.close();

  expect(counters.map(({ received }) => received).reduce((a, b) => a + b, 0)).toBe(
    stores.length * BATCHES * TURNS,
  );
  expect(users.size).toBe(USERS);
  // both have found something, again and again
  expect(Math.min(...sealed)).toBeGreaterThan(1);
});
