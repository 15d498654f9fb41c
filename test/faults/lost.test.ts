/** What the start after a `kill -9` says of what was in memory: how much of it is lost at most. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { createBotAnalytics } from 'botbuilder-analytics';
import type { AnalyticsError } from 'botbuilder-analytics';
import { expect, onTestFinished, test } from 'vitest';

import { openDatabase } from '../support/database.ts';
import { query } from '../support/postgres/database.ts';
import { adapterWith, message } from '../support/turns.ts';
import { SHARED_STORES } from './stores.ts';

const CHILD = join(__dirname, 'lost-child.cjs');

/** A bot on the store; its first look is over when its books are told. */
async function start(store: string) {
  const errors: AnalyticsError[] = [];
  const analytics = createBotAnalytics({
    store,
    onError: (error) => errors.push(error),
    logger: { warn: () => undefined, error: () => undefined },
  });
  onTestFinished(() => analytics.close({ timeoutMs: 500 }).then(() => undefined));
  await analytics.flush();
  const health = async () => {
    await analytics.flush();
    return (await analytics.health()).store;
  };
  for (let i = 0; i < 100 && (await health()).state !== 'ok'; i++) await pause(20);
  await pause(100); // a look takes a few milliseconds
  return { analytics, errors, health };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Has all processes been silent for more than a minute. */
async function passMinute(store: string): Promise<void> {
  const schema = /schema=(.*)$/.exec(store)?.[1];
  const statement = (table: string) => `UPDATE ${table} SET beat_at = beat_at - 61000`;
  if (schema !== undefined) return void (await query(statement(`"${schema}".writers`)));
  const db = openDatabase(store);
  db.exec(statement('writers'));
  db.close();
}

test.for(
  SHARED_STORES.flatMap(({ kind, address }) => [
    { kind, address, recorded: 1, lost: 40, atMost: 200 },
    { kind, address, recorded: 400, lost: 300, atMost: 4 * 2 * 400 },
  ]),
)(
  'killed with $lost turns in memory after $recorded ($kind): the next start says how much is lost at most, once',
  { timeout: 60_000 },
  async ({ address, recorded, lost, atMost }) => {
    const store = address();
    const words = JSON.stringify({ store, recorded, lost });
    const child = spawn(process.execPath, [CHILD, words], { stdio: 'inherit' });
    onTestFinished(() => void child.kill('SIGKILL'));
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    await passMinute(store);
    const next = await start(store);
    const { facts, lostAtMost } = await next.health();
    await next.analytics.close();
    const another = await start(store);

    expect(facts).toBeGreaterThanOrEqual(2 * recorded);
    const missing = 2 * (recorded + lost) - facts;
    expect(missing).toBeGreaterThan(0);
    expect(lostAtMost).toBeGreaterThanOrEqual(missing);
    expect(lostAtMost).toBeLessThanOrEqual(atMost);
    expect(next.errors.map(({ code, details }) => [code, details])).toEqual([
      ['FACTS_LOST', { processes: 1, facts: lostAtMost }],
    ]);
    expect(another.errors).toEqual([]);
    expect((await another.health()).lostAtMost).toBe(lostAtMost);
  },
);

test.for(SHARED_STORES)(
  'one that is alive, or was closed, has lost nothing for one that starts ($kind)',
  { timeout: 60_000 },
  async ({ address }) => {
    const store = address();
    const closed = await start(store);
    await adapterWith(closed.analytics.middleware).turn(message(1, 1));
    await closed.analytics.close();
    await passMinute(store);
    const alive = await start(store);
    await adapterWith(alive.analytics.middleware).turn(message(2, 1));
    const another = await start(store);

    expect(another.errors).toEqual([]);
    expect((await another.health()).lostAtMost).toBe(0);
  },
);

test('a process that ends by process.exit() without close() has lost nothing', async () => {
  const store = SHARED_STORES[0].address();
  const script = `
    const { createBotAnalytics, turn } = require(${JSON.stringify(join(__dirname, 'small-bot.cjs'))});
    const analytics = createBotAnalytics({ store: ${JSON.stringify(store)} });
    analytics.health().then(() => turn(analytics, 1)).then(() => process.exit());`;
  const child = spawn(process.execPath, ['-e', script], { stdio: 'inherit' });
  onTestFinished(() => void child.kill('SIGKILL'));
  expect(await once(child, 'exit')).toEqual([0, null]);
  await passMinute(store);
  const next = await start(store);

  expect(next.errors).toEqual([]);
  expect(await next.health()).toMatchObject({ facts: 2, lostAtMost: 0 });
});
