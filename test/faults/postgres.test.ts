/** PostgreSQL that is restarted, halted, locked or slow while a bot records into it. */

import { setTimeout as sleep } from 'node:timers/promises';

import { createBotAnalytics } from 'botbuilder-analytics';
import type { AnalyticsOptions, BotAnalytics } from 'botbuilder-analytics';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';

import { startCollectors } from '../support/collectors.ts';
import { expectBalanced } from '../support/books.ts';
import { startPostgres } from '../support/postgres/server.ts';
import type { PostgresServer } from '../support/postgres/server.ts';
import { adapterWith, message } from '../support/turns.ts';

/** A server of its own: it is crashed. */
let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

const CRASHES = process.env['NIGHTLY'] ? 100 : 2;

let schemas = 0;
function freshStore(): string {
  return `${server.url}?schema=bot_${++schemas}`;
}

function bot(store: string, more: Partial<AnalyticsOptions> = {}) {
  const errors: string[] = [];
  const analytics = createBotAnalytics({
    store,
    logger: { warn: () => undefined, error: () => undefined },
    onError: (error) => errors.push(error.code),
    ...more,
  });
  onTestFinished(() => analytics.close({ timeoutMs: 200 }).then(() => undefined));
  return { analytics, errors };
}

async function talk(analytics: BotAnalytics, from: number, turns: number): Promise<void> {
  const adapter = adapterWith(analytics.middleware);
  for (let n = from; n < from + turns; n++) await adapter.turn(message(n, 20));
}

test(
  'a server that crashes again and again loses nothing, and nothing counts twice',
  { timeout: 180_000 },
  async () => {
    const collectors = await startCollectors();
    onTestFinished(() => collectors.close());
    const { analytics, errors } = bot(freshStore(), {
      mixpanel: { token: 't', active: true, endpoint: collectors.mixpanel.url, profiles: false },
    });
    let next = 0;
    for (let crash = 0; crash < CRASHES; crash++) {
      for (const end = performance.now() + 400; performance.now() < end; next += 10) {
        await talk(analytics, next, 10);
        await sleep(5);
      }
      await server.crash();
    }
    await talk(analytics, next, 10);
    const turns = next + 10;
    const { inMemory } = await analytics.flush({ deliver: true, timeoutMs: 60_000 });
    const health = await analytics.health();
    const { summary } = await analytics.reports.messages({ period: 'today' });

    expect(inMemory).toBe(0);
    expectBalanced(health);
    expect(health.process).toMatchObject({ stored: 2 * turns, duplicate: 0, dropped: {} });
    expect(health.store).toMatchObject({ facts: 2 * turns, state: 'ok' });
    expect(summary).toMatchObject({ received: turns, sent: turns });
    const { delivered, pending, enqueued } = health.destinations['mixpanel'] ?? {};
    expect({ delivered, pending }).toEqual({ delivered: enqueued, pending: 0 });
    expect([...new Set(errors)]).toEqual(['STORE_UNAVAILABLE']); // told, and in these words alone
  },
);

test('a server that does not answer keeps the bot from nothing, and gets all when it is back', async () => {
  const store = freshStore();
  await server.halt();
  const { analytics } = bot(store);
  await talk(analytics, 0, 30);
  const meanwhile = await analytics.health();
  await server.start();
  await analytics.flush({ timeoutMs: 40_000 });
  const after = await analytics.health();

  expect(meanwhile.process).toMatchObject({ received: 60, stored: 0, inMemory: 60 });
  expect(meanwhile.store.state).not.toBe('ok');
  expect(after.process).toMatchObject({ received: 60, stored: 60, inMemory: 0 });
  expect(after.store).toMatchObject({ state: 'ok', facts: 60 });
}, 60_000);

test('tables that somebody locks are waited for, and what comes meanwhile is kept', async () => {
  const store = freshStore();
  const { analytics } = bot(store);
  await talk(analytics, 0, 5);
  await analytics.flush();
  const client = new Client({ connectionString: server.url });
  await client.connect();
  await client.query(`BEGIN; LOCK TABLE bot_${schemas}.counters IN ACCESS EXCLUSIVE MODE`);
  await talk(analytics, 5, 20);
  await sleep(300);
  const meanwhile = await analytics.health().then(({ process: own }) => own);
  await client.query('ROLLBACK');
  await client.end();
  await analytics.flush({ timeoutMs: 20_000 });
  const { process: after } = await analytics.health();

  expect(meanwhile).toMatchObject({ received: 50, stored: 10 });
  expect(after).toMatchObject({ received: 50, stored: 50, inMemory: 0 });
});
