/**
 * Stores and destinations that never answer (rows 2 to 4, seen from the turn): no turn waits for
 * anything of ours. No time is measured here: a turn whose bot and channel answer at once must end
 * before the event loop has gone round, so that there is nothing it could have waited for.
 */

import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createBotAnalytics } from 'botbuilder-analytics';
import type { AnalyticsOptions, BotAnalytics } from 'botbuilder-analytics';
import { describe, expect, onTestFinished, test } from 'vitest';
import { expectBalanced } from '../support/books.ts';
import { openDatabase } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { adapterWith, message } from '../support/turns.ts';

const never = (): Promise<never> => new Promise(() => undefined);

/** A server that takes connections and says nothing. */
async function silentServer(): Promise<string> {
  const server = createServer((socket) => socket.on('error', () => undefined));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A store that is locked for as long as the test lasts. */
function lockedStore(): string {
  const path = join(temporaryFolder(), 'bot.db');
  const lock = openDatabase(path);
  lock.exec('BEGIN EXCLUSIVE');
  onTestFinished(() => void lock.close());
  return path;
}

const HANGING: Readonly<Record<string, () => Promise<Partial<AnalyticsOptions>>>> = {
  'nothing hangs': async () => ({}),
  'a destination takes connections and never answers': async () => ({
    mixpanel: { token: 't', active: true, endpoint: await silentServer() },
  }),
  "a destination of the developer's never settles": async () => ({
    destinations: [{ name: 'desk', active: true, deliver: never as never }],
  }),
  "the developer's functions answer with promises that never settle": async () => ({
    isTest: never as never,
    identify: never as never,
    clientInfo: never as never,
    handoverSign: never as never,
    onError: never as never,
  }),
  'the store is locked': async () => ({ store: lockedStore() }),
};

async function open(name: string, thread: boolean): Promise<BotAnalytics> {
  const analytics = createBotAnalytics({
    store: join(temporaryFolder(), 'bot.db'),
    thread,
    logger: { warn: () => undefined, error: () => undefined },
    ...(await HANGING[name]!()),
  });
  onTestFinished(() => analytics.close({ timeoutMs: 100 }).then(() => undefined));
  return analytics;
}

describe.each([
  { where: 'in a thread', thread: true },
  { where: 'inline', thread: false },
])('recording $where', ({ thread }) => {
  test.for(Object.keys(HANGING))('where %s: turns wait for nothing of ours', async (name) => {
    const analytics = await open(name, thread);
    const adapter = adapterWith(analytics.middleware);
    const TURNS = 20;
    let rounds = 0;
    for (let n = 0; n < TURNS; n++) {
      await new Promise((resolve) => setTimeout(resolve, 1)); // what is to hang gets to hang
      let hasGoneRound = false;
      const round = setImmediate(() => (hasGoneRound = true));
      await adapter.turn(message(n, 5));
      if (hasGoneRound) rounds += 1;
      clearImmediate(round);
    }
    const health = await analytics.health();

    expect(rounds).toBe(0);
    expectBalanced(health);
    expect(health.process).toMatchObject({ received: 2 * TURNS, dropped: {} });
  });
});
