/** From one turn of a real bot to numbers in the reports and events at the destinations, in both SDKs. */

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createBotAnalytics } from 'botbuilder-analytics';
import type { AnalyticsOptions, BotAnalytics } from 'botbuilder-analytics';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startChannel } from '../../samples/local/channel.ts';
import type { LocalChannel } from '../../samples/local/channel.ts';
import { startCollectors } from '../support/collectors.ts';
import type { Collectors } from '../support/collectors.ts';
import { SDKS, startBot } from '../support/bots.ts';
import type { Bot, BotLogic, Sdk } from '../support/bots.ts';
import { expectBalanced } from '../support/books.ts';
import { temporaryFolder } from '../support/folder.ts';

const CANARY = 'canary-4711-words-of-a-person';
const API_SECRET = 'canary-api-secret';
const TOKEN = 'canary-mixpanel-token';

interface World {
  readonly analytics: BotAnalytics;
  readonly bot: Bot;
  readonly channel: LocalChannel;
  readonly collectors: Collectors;
  readonly folder: string;
  say(text: string, more?: object): Promise<unknown>;
}

/** A bot that needs no context to tell what it knows: several awaits deep. */
const logicOf =
  (analytics: () => BotAnalytics): BotLogic =>
  async (context) => {
    const { type, text = '' } = context.activity;
    if (type !== 'message') return;
    await understand(analytics(), text);
    if (text === 'crash') throw new TypeError(CANARY);
    await context.sendActivity(`You said ${text}. ${CANARY}`);
  };

async function understand(analytics: BotAnalytics, text: string): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  const turn = analytics.of();
  if (text.startsWith('order')) {
    turn.recognized('Order', { score: 0.9 });
    turn.setTopic('orders');
  }
  if (text === '???') turn.unrecognized();
  if (text === 'human') turn.requestHandover();
}

async function world(sdk: Sdk, overrides: Partial<AnalyticsOptions> = {}): Promise<World> {
  const folder = temporaryFolder();
  const [channel, collectors] = await Promise.all([startChannel(), startCollectors()]);
  const analytics = createBotAnalytics({
    store: join(folder, 'bot.db'),
    botId: 'pizza',
    googleAnalytics: [
      { trackingId: 'G-1', apiSecret: API_SECRET, active: true, endpoint: collectors.ga4.url },
      {
        trackingId: 'UA-1-1',
        active: true,
        collectorUrl: `${collectors.ua.url}/com.google.analytics/v1`,
      },
    ],
    mixpanel: { token: TOKEN, active: true, endpoint: collectors.mixpanel.url },
    ...overrides,
  });
  const bot = await startBot(sdk, {
    middlewares: [analytics.middleware],
    logic: logicOf(() => analytics),
    onTurnError: async (context) => void (await context.sendActivity('Sorry.')),
  });
  onTestFinished(async () => {
    await bot.close();
    await analytics.close();
    await Promise.all([channel.close(), collectors.close()]);
  });
  let messages = 0;
  const say = (text: string, more: object = {}): Promise<unknown> =>
    channel.send(bot.url, {
      type: 'message',
      id: `m${++messages}`,
      channelId: 'webchat',
      from: { id: 'anna' },
      recipient: { id: 'bot' },
      conversation: { id: 'c-anna' },
      timestamp: new Date().toISOString(),
      locale: 'en-us',
      text,
      ...more,
    });
  return { analytics, bot, channel, collectors, folder, say };
}

const BERT = { from: { id: 'bert' }, conversation: { id: 'c-bert' }, channelId: 'msteams' };

describe.for(SDKS)('%s', (sdk) => {
  test('turns become numbers, and events at GA4, Mixpanel and the UA collector', async () => {
    const { analytics, collectors, say } = await world(sdk);
    await say('hello');
    await say('order margherita');
    await say('???');
    await say('human');
    await say('order again', { ...BERT, id: 'b1' });
    await say('order again', { ...BERT, id: 'b1' });
    await say('/start', BERT);
    await say('crash', BERT);
    const left = await analytics.flush({ deliver: true, timeoutMs: 10_000 });
    const health = await analytics.health();
    const [users, sessions, messages, handover, platforms, conversations] = await Promise.all([
      analytics.reports.users({ period: 'today' }),
      analytics.reports.sessions({ period: 'today' }),
      analytics.reports.messages({ period: 'today', group: 'channel' }),
      analytics.reports.handover({ period: 'today' }),
      analytics.reports.platforms({ period: 'today' }),
      analytics.reports.conversations({ period: 'today' }),
    ]);

    expect(left).toEqual({
      inMemory: 0,
      pending: { ga4: 0, mixpanel: 0, mixpanel_profiles: 0, ua: 0 },
    });
    expectBalanced(health);
    expect(health.process).toMatchObject({ duplicate: 3, dropped: {}, inMemory: 0 });
    expect(users.summary).toMatchObject({ new: 2, returning: 0, total: 2 });
    expect(sessions.summary).toMatchObject({ withMessages: 2, withoutMessages: 0, total: 2 });
    expect(messages.summary).toMatchObject({
      received: 7,
      recognized: 4,
      unrecognized: 2,
      system: 1,
      sent: 8,
    });
    expect(messages.groups.map(({ key, summary }) => [key, summary.received])).toEqual([
      ['msteams', 3],
      ['webchat', 4],
    ]);
    expect(handover.summary).toMatchObject({
      requests: 1,
      chatsWithRequests: 1,
      byReason: { direct: 0, after_fallback: 1, operator_button: 0 },
    });
    expect(Object.keys(platforms.summary.platforms)).toEqual(['msteams', 'webchat']);
    expect(conversations.summary.total).toBe(2);
    for (const name of ['ga4', 'mixpanel', 'ua'] as const) {
      expect(collectors[name].violations).toEqual([]);
      expect(collectors[name].requests.length).toBeGreaterThan(0);
    }
    for (const name of Object.keys(left.pending)) {
      expect(health.destinations[name]).toMatchObject({
        active: true,
        state: 'ok',
        delivered: health.destinations[name]?.enqueued,
      });
    }
    expect(collectors.mixpanel.profilesById.size).toBe(2);
    expect(collectors.mixpanel.events).toHaveLength(
      health.destinations['mixpanel']?.delivered ?? -1,
    );
  });

  test('no words, names, ids or secrets are in the files or at the destinations', async () => {
    const { analytics, collectors, folder, say } = await world(sdk);
    await say(CANARY, { from: { id: 'canary-user-id', name: 'Canary Name' } });
    await say('crash');
    await analytics.flush({ deliver: true });
    const sent = [collectors.ga4, collectors.mixpanel, collectors.ua].flatMap(({ requests }) =>
      requests.map(({ body }) => body),
    );
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));

    for (const content of [...files, ...sent]) {
      expect(content).not.toContain(CANARY);
      expect(content).not.toContain('canary-user-id');
      expect(content).not.toContain('Canary Name');
    }
    for (const content of files) {
      expect(content).not.toContain(API_SECRET);
      expect(content).not.toContain(TOKEN);
    }
  });

  test('an inactive destination gets nothing, not even later', async () => {
    const folder = temporaryFolder();
    const { collectors, analytics, say } = await world(sdk, {
      store: join(folder, 'shared.db'),
      thread: false,
      googleAnalytics: undefined,
      mixpanel: { token: TOKEN, active: false },
    });
    await say('hello');
    await analytics.close();
    const later = createBotAnalytics({
      store: join(folder, 'shared.db'),
      thread: false,
      mixpanel: { token: TOKEN, active: true, endpoint: collectors.mixpanel.url },
    });
    await later.flush({ deliver: true });
    const health = await later.health();
    await later.close();

    expect(health.store.facts).toBeGreaterThan(0);
    expect(collectors.mixpanel.requests).toEqual([]);
  });
});

test('what the emulator says is hidden, told, and not forwarded', async () => {
  const { analytics, collectors, say } = await world('botbuilder', { thread: false });
  await say('hello', { channelId: 'emulator' });
  await analytics.flush({ deliver: true });
  const hidden = await analytics.reports.messages({ period: 'today' });
  const shown = await analytics.reports.messages({ period: 'today', includeTest: true });

  expect(hidden).toMatchObject({ testHidden: 2, summary: { received: 0, sent: 0 } });
  expect(shown).toMatchObject({ summary: { received: 1, sent: 1 } });
  expect(shown).not.toHaveProperty('testHidden');
  expect(collectors.mixpanel.requests).toEqual([]);
});

test.for([
  { name: 'threads', thread: true },
  { name: 'inline', thread: false },
])('the same numbers come from $name', async ({ thread }) => {
  const { analytics, say } = await world('botbuilder', { thread });
  await say('order one');
  await say('???');
  await analytics.flush();
  const { summary } = await analytics.reports.messages({ period: 'today' });

  expect(summary).toMatchObject({ received: 2, recognized: 1, unrecognized: 1, sent: 2 });
  expectBalanced(await analytics.health());
});

test('a store in memory answers like a file', async () => {
  const { analytics, say } = await world('botbuilder', { store: ':memory:' });
  await say('order one');
  await analytics.flush();

  expect((await analytics.reports.users({ period: 'today' })).summary.total).toBe(1);
});

test('days pass by the clock of the developer', async () => {
  let now = Date.UTC(2026, 9, 5, 9);
  const { analytics, say } = await world('botbuilder', { clock: () => now });
  const at = () => ({ timestamp: new Date(now).toISOString() });
  await say('hello', at());
  now += 24 * 3_600_000;
  await say('hello again', at());
  await analytics.flush();
  const report = await analytics.reports.users({ from: '2026-10-05', to: '2026-10-06' });

  expect(report.data).toMatchObject([
    { date: '2026-10-05T00:00:00.000Z', new: 1, returning: 0, total: 1 },
    { date: '2026-10-06T00:00:00.000Z', new: 0, returning: 1, total: 1 },
  ]);
});

test('after close() the bot goes on, and what is asked of the plug-in says so', async () => {
  const { analytics, say, channel } = await world('botbuilder');
  await say('hello');
  expect(await analytics.close()).toMatchObject({ inMemory: 0 });
  await say('hello again');

  expect(channel.calls).toHaveLength(2);
  await expect(analytics.reports.users()).rejects.toMatchObject({ code: 'CLOSED' });
  expect(await analytics.flush()).toMatchObject({ inMemory: 0 });
  const health = await analytics.health();
  expect(health.store).toMatchObject({ state: 'closed', facts: 2 });
  expectBalanced(health);
  expect(await analytics.close()).toMatchObject({ inMemory: 0 });
});

test('two bots that share a store never send each other’s events', async () => {
  const folder = temporaryFolder();
  const store = join(folder, 'shared.db');
  const pizza = await world('botbuilder', { store, googleAnalytics: undefined });
  const shop = await startCollectors();
  onTestFinished(() => shop.close());
  shop.mixpanel.answerNext(...Array.from({ length: 9 }, () => ({ status: 401 })));
  const other = createBotAnalytics({
    store,
    botId: 'shop',
    mixpanel: { token: 'other', active: true, endpoint: shop.mixpanel.url },
    logger: { warn: () => undefined, error: () => undefined },
  });
  onTestFinished(() => other.close().then(() => undefined));
  const bot = await startBot('botbuilder', {
    middlewares: [other.middleware],
    logic: async (context) => void (await context.sendActivity('hello')),
  });
  onTestFinished(() => bot.close());
  await pizza.channel.send(bot.url, {
    type: 'message',
    id: 's1',
    channelId: 'webchat',
    from: { id: 'carl' },
    recipient: { id: 'shop' },
    conversation: { id: 'c-carl' },
    text: 'hi',
  });
  await other.flush({ deliver: true });
  await pizza.say('hello');
  await pizza.analytics.flush({ deliver: true });
  const [own, paused] = [await pizza.analytics.health(), await other.health()];

  expect(JSON.stringify(pizza.collectors.mixpanel.events)).not.toContain('"shop"');
  expect(own.destinations['mixpanel']).toMatchObject({ pending: 0, state: 'ok' });
  expect(paused.destinations['mixpanel']).toMatchObject({ delivered: 0, state: 'paused' });
  expect(paused.destinations['mixpanel']?.pending).toBeGreaterThan(0);
  expectBalanced(own);
  expectBalanced(paused);
});

test('a report that is asked at once is answered, and keeps the process for it', async () => {
  const analytics = createBotAnalytics({ store: join(temporaryFolder(), 'bot.db') });
  onTestFinished(() => analytics.close().then(() => undefined));

  expect((await analytics.reports.users({ period: 'today' })).summary.total).toBe(0);
});

test('options of a report that are no plain data are refused like other wrong ones', async () => {
  const { analytics } = await world('botbuilder');
  const wrong = { period: () => 'today' } as never;

  await expect(analytics.reports.users(wrong)).rejects.toMatchObject({
    code: 'INVALID_REPORT_OPTIONS',
  });
});

test.for([{ timeoutMs: Infinity }, { timeoutMs: 2 ** 31 }])(
  'close({ timeoutMs: $timeoutMs }) waits as long as it takes',
  async ({ timeoutMs }) => {
    const { analytics, say } = await world('botbuilder');
    await say('hello');
    await analytics.close({ timeoutMs });

    expect((await analytics.health()).process).toMatchObject({ stored: 2, dropped: {} });
  },
);
