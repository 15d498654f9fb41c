/** The store behind a pooler that hands each transaction to another connection. */

import { expect, test } from 'vitest';

import { openPostgresReader, openPostgresStore } from '../../../src/record/postgres/store.ts';
import { freshPostgres, serverUrl } from '../../support/postgres/database.ts';
import { startPooler } from '../../support/postgres/pooler.ts';
import { Q0, T0, deps, turn } from '../turns.ts';

test('nothing of the store is left in a session: it works through a pooler in transaction mode', async () => {
  const server = new URL(serverUrl());
  const pooler = await startPooler(Number(server.port));
  server.port = `${pooler.port}`;
  const settings = { ...freshPostgres().options, url: server.href };
  const store = await openPostgresStore(settings);
  const withGa4 = deps({ destinations: ['ga4'] });
  for (let n = 1; n <= 20; n++) {
    const items = [turn({ id: `t${n}`, user: `u${n % 3}`, at: T0 + n, replies: [`r${n}`] })];
    await store.record({ writer: 'w1', number: n, items }, withGa4);
  }
  const query = { destination: 'ga4', owner: 'me', leaseMs: 7_000, now: T0 + 60_000 };
  const claimed = await store.outbox.claim({ ...query, limit: 1_000 });
  await store.outbox.settle({
    ...query,
    settlements: claimed.map(({ delivery, seq }) => ({ delivery, seq, outcome: 'delivered' })),
  });
  const reader = await openPostgresReader(settings);
  const span = { from: Q0, to: Q0 + 1 };
  const counters = await reader.snapshot(() =>
    reader.reads.counters({ ...span, measures: ['received', 'sent'] }),
  );
  const sums = counters.map(({ received, sent }) => ({ received, sent }));
  const { destinations, facts } = await reader.counts();
  await reader.close();
  await store.close();

  expect(sums).toEqual([{ received: 20, sent: 20 }]);
  expect(facts).toBe(40);
  expect(destinations['ga4']).toMatchObject({ delivered: claimed.length, pending: 0 });
  expect(claimed.length).toBeGreaterThan(40);
  expect(pooler.hops()).toBeGreaterThan(20);
});
