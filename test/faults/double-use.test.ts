/** Two of us on one adapter (row 33): by mistake, by two copies of the package, by a hot reload. */

import { createRequire } from 'node:module';
import { join, sep } from 'node:path';
import { createBotAnalytics } from 'botbuilder-analytics';
import type { AnalyticsError, BotAnalytics } from 'botbuilder-analytics';
import { expect, onTestFinished, test } from 'vitest';
import { expectBalanced } from '../support/books.ts';
import { temporaryFolder } from '../support/folder.ts';
import { adapterWith, message } from '../support/turns.ts';

const TURNS = 20;

/** The package once more, as it is where two dependencies bring a copy each: no module is shared. */
function anotherCopy(): typeof createBotAnalytics {
  const load = createRequire(__filename);
  const cached = Object.entries(load.cache).filter(([path]) => path.includes(`${sep}dist${sep}`));
  for (const [path] of cached) delete load.cache[path];
  const copy = load('botbuilder-analytics') as { createBotAnalytics: typeof createBotAnalytics };
  for (const [path, module] of cached) load.cache[path] = module;
  return copy.createBotAnalytics;
}

const ofAnotherCopy = anotherCopy();

/** Makes analytics of the same bot and store, by either copy of the package. */
function makers() {
  const errors: AnalyticsError[] = [];
  const options = {
    store: join(temporaryFolder(), 'bot.db'),
    onError: (error: unknown) => void errors.push(error as AnalyticsError),
    logger: { warn: () => undefined, error: () => undefined },
  };
  const kept = <T extends Pick<BotAnalytics, 'close'>>(analytics: T): T => {
    onTestFinished(() => analytics.close().then(() => undefined));
    return analytics;
  };
  return {
    errors,
    ours: () => kept(createBotAnalytics({ ...options, thread: false })),
    others: () => kept(ofAnotherCopy(options)),
  };
}

async function talk(adapter: ReturnType<typeof adapterWith>, from = 0): Promise<void> {
  for (let n = from; n < from + TURNS; n++) await adapter.turn(message(n, 5));
}

test('another copy is another copy', () => {
  expect(ofAnotherCopy).not.toBe(createBotAnalytics);
});

test('of two copies of the package the first counts, and the second says so once', async () => {
  const { ours, others, errors } = makers();
  const [first, second] = [others(), ours()];
  const adapter = adapterWith(first.middleware);
  adapter.use(second.middleware);
  await talk(adapter);
  await first.flush();
  const [counting, idle] = [await first.health(), await second.health()];

  expect(counting.store.facts).toBe(2 * TURNS);
  expect(counting.process).toMatchObject({ received: 2 * TURNS, stored: 2 * TURNS });
  expect(idle.process).toMatchObject({ received: 0, notices: { second_use: TURNS } });
  expect(errors.map(({ code }) => code)).toEqual(['SECOND_USE']);
  expectBalanced(counting);
});

test('after a hot reload that closed the first, the second counts; nothing twice, nothing not at all', async () => {
  const { ours, errors } = makers();
  const first = ours();
  const adapter = adapterWith(first.middleware);
  await talk(adapter);
  await first.close();
  const second = ours();
  adapter.use(second.middleware);
  await talk(adapter, TURNS);
  await second.flush();
  const health = await second.health();

  expect(health.store.facts).toBe(4 * TURNS);
  expect(health.process).toMatchObject({ received: 2 * TURNS, stored: 2 * TURNS, dropped: {} });
  expect(errors).toEqual([]);
});

test('what the second is told belongs to the turn of the first', async () => {
  const { ours, others } = makers();
  const [first, second] = [ours(), others()];
  const adapter = adapterWith(first.middleware);
  adapter.use(second.middleware);
  adapter.use(async (context, next) => {
    second.of(context).setTopic('orders');
    await next();
  });
  await talk(adapter);
  await first.flush();
  const { process: books } = await first.health();

  // the message, the topic, the answer
  expect(books).toMatchObject({ received: 3 * TURNS, stored: 3 * TURNS, dropped: {} });
  expect((await second.health()).process).toMatchObject({ received: 0, dropped: {} });
});
