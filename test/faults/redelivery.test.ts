/**
 * Channels that deliver again (row 14): Teams after 15 s, Slack after 3, to whichever instance. What
 * the user did once counts once, across instances and a restart; what the bot answered, it answered.
 */

import { join } from 'node:path';
import { createBotAnalytics } from 'botbuilder-analytics';
import type { BotAnalytics } from 'botbuilder-analytics';
import type { Activity } from 'botbuilder';
import { expect, test } from 'vitest';
import { expectBalanced } from '../support/books.ts';
import { temporaryFolder } from '../support/folder.ts';
import { adapterWith, message } from '../support/turns.ts';

const ACTIVITIES = process.env['NIGHTLY'] ? 4_000 : 60;

/** The same on every run: who gets an activity, and how often, must not depend on luck. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Messages of which some share an id: in other conversations, on other channels, of other types. */
function activities(): Partial<Activity>[] {
  return Array.from({ length: ACTIVITIES }, (_, n) => {
    const said = message(n, 12);
    if (n % 10 === 1)
      return { ...said, id: 'the same', conversation: { ...said.conversation!, id: `c${n}` } };
    if (n % 10 === 2) return { ...said, id: 'the same', channelId: `channel-${n}` };
    return said;
  });
}

/** Two instances of one bot on one store. */
const instances = (store: string): readonly BotAnalytics[] =>
  [0, 1].map(() => createBotAnalytics({ store }));

test('each activity counts once, delivered one to five times to two instances, before and after a restart', async () => {
  const store = join(temporaryFolder(), 'bot.db');
  const next = random(7);
  const all = activities();
  const deliveries = all
    .flatMap((activity) => Array.from({ length: 1 + Math.floor(next() * 5) }, () => activity))
    .map((activity) => ({ activity, order: next() }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ activity }) => activity);
  const half = Math.ceil(deliveries.length / 2);
  const books = { stored: 0, duplicate: 0 };
  const lives = [deliveries.slice(0, half), deliveries.slice(half)];
  const reports: { received: number; sent: number }[] = [];
  for (const life of lives) {
    const bots = instances(store);
    const adapters = bots.map(({ middleware }) => adapterWith(middleware));
    await Promise.all(life.map((activity) => adapters[next() < 0.5 ? 0 : 1]!.turn(activity)));
    for (const bot of bots) {
      await bot.flush({ timeoutMs: 30_000 });
      const health = await bot.health();
      expectBalanced(health);
      expect(health.process).toMatchObject({ dropped: {}, inMemory: 0 });
      books.stored += health.process?.stored ?? 0;
      books.duplicate += health.process?.duplicate ?? 0;
    }
    const { summary } = await bots[0]!.reports.messages({ period: 'last7days' });
    reports.push(summary);
    for (const bot of bots) await bot.close();
  }

  expect(deliveries.length).toBeGreaterThan(2 * ACTIVITIES);
  expect(reports[1]).toMatchObject({ received: ACTIVITIES, sent: deliveries.length });
  expect(books).toEqual({
    stored: ACTIVITIES + deliveries.length,
    duplicate: deliveries.length - ACTIVITIES,
  });
}, 120_000);
