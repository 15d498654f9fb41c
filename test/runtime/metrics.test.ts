/** What a bot's `metrics()` says, against its `health()`. */

import { expect, onTestFinished, test } from 'vitest';
import { createBotAnalytics } from '../../src/index.ts';
import type { CustomDestination, Health } from '../../src/index.ts';
import { expectBalanced } from '../support/books.ts';
import { startCollectors } from '../support/collectors.ts';
import { readExposition } from '../support/exposition.ts';
import type { Exposition } from '../support/exposition.ts';
import { adapterWith, message } from '../support/turns.ts';

const CANARY = 'canary-4711';

/** Takes most, and has words for the rest that are nobody's business. */
const webhook: CustomDestination = {
  name: 'webhook',
  kinds: ['message_received'],
  batchSize: 5,
  deliver: async (events) => ({
    outcome: 'delivered',
    rejected: events.slice(0, 2).map(({ id }, i) => {
      return { id, reason: i === 0 ? `nobody is called ${CANARY}` : 'not_found' };
    }),
  }),
};

/** A bot with a destination of its own, and one that refuses the account. */
async function talkedBot() {
  const collectors = await startCollectors();
  collectors.mixpanel.answerNext(...Array.from({ length: 9 }, () => ({ status: 401 })));
  const analytics = createBotAnalytics({
    store: ':memory:',
    thread: false,
    botId: `bot-${CANARY}`,
    mixpanel: { token: `token-${CANARY}`, active: true, endpoint: collectors.mixpanel.url },
    destinations: [webhook],
    logger: { warn: () => undefined, error: () => undefined },
  });
  onTestFinished(async () => {
    await analytics.close();
    await collectors.close();
  });
  const adapter = adapterWith(analytics.middleware);
  for (let n = 0; n < 12; n++) {
    const said = message(n, 4);
    const from = { id: `${said.from?.id}-${CANARY}`, name: `Name ${CANARY}` };
    await adapter.turn({ ...said, from, text: `my name is ${CANARY}` });
  }
  await adapter.turn({ ...message(0, 4), from: { id: CANARY, name: '' } }); // delivered twice by its channel
  analytics.of().setTopic('outside of any turn');
  await analytics.flush({ deliver: true });
  return analytics;
}

/** Sums the series of a metric that have these labels. */
function sum({ values }: Exposition, name: string, labels = ''): number {
  return [...values]
    .filter(([series]) => series.startsWith(`bot_analytics_${name}`) && series.includes(labels))
    .reduce((total, [, value]) => total + value, 0);
}

function total(counts: Health['destinations'][string]['dead'] = {}): number {
  return Object.values(counts).reduce((all, count) => all + count, 0);
}

test('its numbers are those of health(), and add up', async () => {
  const analytics = await talkedBot();
  const health = await analytics.health();
  const metrics = readExposition(await analytics.metrics());

  expectBalanced(health);
  const { process: books, destinations, store } = health;
  expect(books).toMatchObject({ received: 27, inMemory: 0, dropped: { no_turn: 1 } });
  expect(sum(metrics, 'facts_received_total')).toBe(27);
  expect(sum(metrics, 'facts_stored_total')).toBe(books?.stored);
  expect(sum(metrics, 'facts_duplicate_total')).toBe(books?.duplicate);
  expect(sum(metrics, 'facts_dropped_total')).toBe(total(books?.dropped));
  expect(sum(metrics, 'facts_dropped_total', 'reason="no_turn"')).toBe(1);
  expect(sum(metrics, 'facts_in_memory')).toBe(0);
  expect(sum(metrics, 'commit_duration_seconds_count')).toBe(books?.commits.count);
  expect(sum(metrics, 'commit_duration_seconds_sum')).toBe((books?.commits.sumMs ?? 0) / 1_000);
  expect(Object.keys(destinations)).toEqual(['mixpanel', 'mixpanel_profiles', 'webhook']);
  for (const [name, each] of Object.entries(destinations)) {
    const of = `destination="${name}"`;
    for (const outcome of ['enqueued', 'delivered', 'expired', 'cancelled', 'erased'] as const)
      expect(sum(metrics, `events_${outcome}_total`, of)).toBe(each[outcome]);
    expect(sum(metrics, 'events_pending', of)).toBe(each.pending);
    expect(sum(metrics, 'events_dead', of)).toBe(total(each.dead));
    expect(sum(metrics, 'destination_state', `${of},state="${each.state}"`)).toBe(1);
  }
  expect(sum(metrics, 'store_facts_total')).toBe(store.facts);
  expect(sum(metrics, 'store_users')).toBe(store.users);
  expect(sum(metrics, 'store_state', 'state="ok"')).toBe(1);
});

test('what was refused in words is “other”; ids, texts, names and tokens are not in it', async () => {
  const analytics = await talkedBot();
  const text = await analytics.metrics();
  const metrics = readExposition(text);

  const dead = 'destination="webhook",reason=';
  expect(sum(metrics, 'events_dead', `${dead}"not_found"`)).toBeGreaterThan(0);
  expect(sum(metrics, 'events_dead', `${dead}"other"`)).toBeGreaterThan(0);
  expect(sum(metrics, 'destination_state', 'destination="mixpanel",state="paused"')).toBe(1);
  expect(text).not.toMatch(/canary|4711/i);
});

test('the commits of the store are timed', async () => {
  const { process: books } = await (await talkedBot()).health();
  const { count, sumMs, maxMs, buckets } = books?.commits ?? {};

  expect(count).toBeGreaterThan(0);
  expect(maxMs).toBeGreaterThan(0);
  expect(sumMs).toBeGreaterThanOrEqual(maxMs ?? NaN);
  expect(buckets?.at(-1)).toEqual({ leMs: 10_000, count });
});

test('after close() it tells the last that was known', async () => {
  const analytics = await talkedBot();
  await analytics.close();
  const metrics = readExposition(await analytics.metrics());

  expect(sum(metrics, 'facts_received_total')).toBe(27);
  expect(sum(metrics, 'store_state', 'state="closed"')).toBe(1);
  expect(sum(metrics, 'store_users')).toBeGreaterThan(0);
});
