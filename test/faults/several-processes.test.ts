/** Several instances of a bot on one store: what all of them record is what one would have recorded. */

import { setTimeout as sleep } from 'node:timers/promises';

import type { Activity } from 'botbuilder';
import { expect, test } from 'vitest';

import { startCollectors } from '../support/collectors.ts';
import { expectBalanced } from '../support/books.ts';
import { startBot } from './bot-process.ts';
import type { BotProcess } from './bot-process.ts';
import { SHARED_STORES } from './stores.ts';

const { INSTANCES, ROUNDS } = process.env['NIGHTLY']
  ? { INSTANCES: 4, ROUNDS: 100 }
  : { INSTANCES: 3, ROUNDS: 3 };
const USERS = 12;

/** The n-th message of a user: a minute after the one before. */
function said(user: number, n: number): Partial<Activity> {
  return {
    type: 'message',
    id: `m-${user}-${n}`,
    channelId: 'webchat',
    serviceUrl: 'https://channel.example',
    from: { id: `user-${user}`, name: '' },
    recipient: { id: 'bot', name: '' },
    conversation: { id: `conversation-${user}`, isGroup: false, conversationType: '', name: '' },
    text: 'hello',
    timestamp: new Date(START + n * 60_000),
  };
}

const NOTHING = { enqueued: 0, pending: 0, delivered: 0 };

const START = Date.now() - 3 * 3_600_000;

async function instances(store: string, more: object = {}): Promise<readonly BotProcess[]> {
  return Promise.all(Array.from({ length: INSTANCES }, () => startBot({ store, ...more })));
}

function instance(bots: readonly BotProcess[], n: number): BotProcess {
  const bot = bots[n % bots.length];
  if (!bot) throw new Error('no bot');
  return bot;
}

test.for(SHARED_STORES)(
  'conversations hop between instances, and what is delivered to several counts once ($kind)',
  { timeout: 120_000 },
  async ({ address }) => {
    const bots = await instances(address());
    const users = Array.from({ length: USERS }, (_, user) => user);
    for (let n = 0; n < ROUNDS; n++) {
      // every user's message goes to the next instance, and to another one at the same time
      await Promise.all(
        bots.map((bot, own) =>
          bot.turns(
            users
              .filter((user) => [0, 1].includes((user + n + own) % INSTANCES))
              .map((user) => said(user, n)),
          ),
        ),
      );
      await Promise.all(bots.map((bot) => bot.flush()));
    }
    const books = await Promise.all(bots.map((bot) => bot.health()));
    const reader = instance(bots, 0);
    const options = { from: new Date(START - 900_000).toISOString().slice(0, 13) + ':00:00Z' };
    const sessions = await reader.ask({ do: 'report', name: 'sessions', options });
    const messages = await reader.ask({ do: 'report', name: 'messages', options });

    for (const health of books) expectBalanced(health);
    expect(books.flatMap(({ problems }) => problems)).toEqual([]);
    const stored = books.reduce((sum, { process: own }) => sum + (own?.stored ?? 0), 0);
    const duplicate = books.reduce((sum, { process: own }) => sum + (own?.duplicate ?? 0), 0);
    expect(duplicate).toBe(USERS * ROUNDS);
    expect(books[0]?.store).toMatchObject({ facts: stored, users: USERS });
    expect(messages).toMatchObject({ summary: { received: USERS * ROUNDS } });
    expect(sessions).toMatchObject({ summary: { total: USERS } });
  },
);

test.for(SHARED_STORES)(
  'one instance delivers at a time, and another takes over when it dies ($kind)',
  { timeout: 120_000 },
  async ({ address }) => {
    const collectors = await startCollectors();
    const mixpanel = {
      token: 'token',
      active: true,
      endpoint: collectors.mixpanel.url,
      profiles: false,
    };
    const bots = await instances(address(), { mixpanel });
    for (const [n, bot] of bots.entries()) {
      await bot.turns(Array.from({ length: USERS }, (_, user) => said(user, n)));
    }
    // all is in the store: from here on there is only less of it to be delivered
    await Promise.all(bots.map((bot) => bot.flush()));
    await instance(bots, 0).kill();
    const killedAt = performance.now();
    const other = instance(bots, 1);
    const waiting = async () => (await other.health()).destinations['mixpanel'] ?? NOTHING;
    while ((await waiting()).pending > 0 && performance.now() - killedAt < 30_000) await sleep(200);
    const tookMs = performance.now() - killedAt;
    const { destinations } = await other.health();
    await collectors.close();

    const { enqueued, pending, delivered } = destinations['mixpanel'] ?? NOTHING;
    expect(enqueued).toBeGreaterThanOrEqual(USERS * INSTANCES);
    expect({ pending, delivered }).toEqual({ pending: 0, delivered: enqueued });
    // nothing was sent by two of them, but for what the one that died had in hand
    expect(collectors.mixpanel.events).toHaveLength(enqueued);
    expect(tookMs).toBeLessThan(25_000);
  },
);
