/** What only a server can do to a batch: refuse a part of it, or not say that it was committed. */

import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

import { expect, onTestFinished, test } from 'vitest';

import { openPostgresStore } from '../../../src/record/postgres/store.ts';
import { freshPostgres, serverUrl } from '../../support/postgres/database.ts';
import { expectRecounted } from '../../support/recount.ts';
import { T0, deps, turn } from '../turns.ts';

/** Later than a table has room for. */
const BEYOND = Date.UTC(70_000, 0, 1);

test('a turn with something that no table takes is dropped, and the rest of its batch is recorded', async () => {
  const store = await openPostgresStore(freshPostgres().options);
  const told: unknown[] = [];
  const items = [1, 2, 3, 4, 5, 6, 7].map((n) =>
    turn({ id: `t${n}`, user: `u${n}`, at: n === 5 ? BEYOND : T0 + n, replies: [`r${n}`] }),
  );
  const batch = { writer: 'w1', number: 1, items };
  const outcome = await store.record(batch, deps({ onItemError: (error) => told.push(error) }));
  const again = await store.record(batch, deps());
  const { facts, users } = await store.counts();
  await expectRecounted(store);
  await store.close();

  expect(outcome).toEqual({ stored: 12, duplicate: 0, dropped: { internal: 2 } });
  expect(again).toEqual(outcome);
  expect({ facts, users }).toEqual({ facts: 12, users: 6 });
  expect(told).toHaveLength(1);
});

/** Stands before the server, and can lose the answer to a commit. */
async function forgetfulProxy(serverPort: number) {
  const sockets = new Set<Socket>();
  const state = { losesCommits: false };
  const proxy = createServer((client) => {
    const server = connect(serverPort, '127.0.0.1');
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
    client.on('close', () => server.destroy());
    client.on('data', (data) => {
      server.write(data);
      if (!state.losesCommits || !data.includes('COMMIT')) return;
      server.unpipe(client);
      server.once('data', () => client.destroy()).resume();
    });
    server.pipe(client);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => {
    proxy.close();
    for (const socket of sockets) socket.destroy();
  });
  return { port: (proxy.address() as AddressInfo).port, state };
}

test('a batch whose commit nobody heard of is not recorded twice, nor what follows from it', async () => {
  const url = new URL(serverUrl());
  const { port, state } = await forgetfulProxy(Number(url.port));
  url.port = `${port}`;
  const store = await openPostgresStore({ ...freshPostgres().options, url: url.href });
  const record = (number: number, ...items: ReturnType<typeof turn>[]) =>
    store.record({ writer: 'w1', number, items }, deps());
  const redelivered = turn({ id: 't2', incoming: 'in-t1', calls: [{ name: 'recognized' }] });
  await record(1, turn({ id: 't1' }));
  state.losesCommits = true;
  const unheard = await record(2, redelivered).catch((error: { code: string }) => error.code);
  state.losesCommits = false;
  const heard = await record(2, redelivered);
  const amendment = {
    ...turn({ id: 't2' }),
    type: 'amendment',
    id: 't2a',
    facts: [{ type: 'call', at: T0 + 5, call: { name: 'recordAction', action: 'order' } }],
  };
  const late = await record(3, amendment as never);
  const { facts } = await store.counts();
  await store.close();

  expect(unheard).toBe('STORE_UNAVAILABLE');
  expect(heard).toEqual({ stored: 0, duplicate: 2, dropped: {} });
  expect(late).toEqual({ stored: 0, duplicate: 1, dropped: {} });
  expect(facts).toBe(1);
});

test('batches of several writers and what is settled meanwhile never share a number', async () => {
  const store = await openPostgresStore(freshPostgres().options);
  const writers = ['a', 'b', 'c'];
  await Promise.all(
    writers.flatMap((writer) =>
      [1, 2, 3].map(async (number) => {
        const items = Array.from({ length: 30 }, (_, i) => {
          const id = `${writer}-${number}-${i}`;
          return turn({ id, user: id, conversation: `c-${id}`, replies: [`r-${id}`] });
        });
        await store.record({ writer, number, items }, deps());
        await store.settle(T0 + 120_000, deps());
      }),
    ),
  );
  const { facts, users } = await store.counts();
  await expectRecounted(store);
  await store.close();

  expect({ facts, users }).toEqual({ facts: 540, users: 270 });
});
