/** Filters, groups and hidden test traffic, asked of a real store. */

import { beforeAll, describe, expect, test } from 'vitest';

import { MINUTE_MS } from '../../src/model/time.ts';
import type { ReportFilters } from '../../src/report/filters.ts';
import type { SeriesOptions } from '../../src/report/options.ts';
import { reports } from '../../src/report/reports.ts';
import type { Reports } from '../../src/report/reports.ts';
import { runReport } from '../../src/report/run.ts';
import type { Moment } from './history.ts';
import { readsOf } from './reads-of.ts';

const NOON = Date.parse('2026-03-02T12:00Z');
const DAY = { from: '2026-03-02', to: '2026-03-02' };

const CHANNELS = [
  'facebook',
  'webchat',
  'directline',
  'slack',
  'app',
  'livechat',
  'livechat3',
  'msteams',
  'custom',
];

const HISTORY: readonly Moment[] = [
  ...CHANNELS.map((channel, i): Moment => ({
    at: NOON + i * MINUTE_MS,
    kind: 'message',
    user: 'ann',
    channel,
    bot: i % 2 === 0 ? 'pizza' : 'shop',
    locale: channel === 'facebook' ? 'de-AT' : 'en-US',
  })),
  { at: NOON, kind: 'message', user: 'dev', channel: 'emulator', test: true, replies: 2 },
  { at: NOON + 1, kind: 'signal', user: 'dev', channel: 'emulator', test: true },
  { at: NOON + 2, kind: 'message', user: 'dev', test: true, locale: 'de-AT' },
];

let ask: Reports;

beforeAll(async () => {
  const reads = await readsOf(HISTORY);
  ask = reports((name, options) => runReport(reads, name, options, NOON + 60 * MINUTE_MS));
});

describe('filters', () => {
  test.for<[SeriesOptions, number]>([
    [{}, 9],
    [{ channel: 'slack' }, 1],
    [{ channel: ['slack', 'msteams', 'unheard of'] }, 2],
    [{ source: 'messenger' }, 1],
    [{ source: 'widget' }, 2],
    [{ source: 'webchat' }, 1], // a channel's id is accepted as well
    [{ source: ['slack', 'app', 'livechat', 'livechat3'] }, 4],
    [{ source: 'custom' }, 2], // msteams, and the channel of that name
    [{ bot: 'pizza' }, 5],
    [{ storyId: ['pizza', 'shop'] }, 9],
    [{ storyId: 'pizza', bot: 'shop' }, 0],
    [{ locale: 'de-AT', channel: 'facebook' }, 1],
    [{ locale: 'de-AT', channel: 'slack' }, 0],
    [{ botVersion: '1.0', device: 'unknown', browser: 'unknown' }, 9],
    [{ channel: '__proto__' }, 0],
  ])('%o → %i users', async ([options, users]) => {
    expect((await ask.users({ ...DAY, ...options })).summary.total).toBe(users);
  });

  test('stand in the head as lists', async () => {
    const { filters } = await ask.sessions({
      ...DAY,
      channel: 'slack',
      bot: ['shop'],
      dialog: 'x',
    });

    expect(filters).toEqual({
      channel: ['slack'],
      bot: ['shop'],
      dialog: 'x',
    } satisfies ReportFilters);
  });
});

describe('groups', () => {
  test('by source: R3’s names, ordered, merged', async () => {
    const { groups, summary } = await ask.conversations({ ...DAY, group: 'source' });

    expect(groups.map(({ key, summary: { total } }) => [key, total])).toEqual([
      ['app', 1],
      ['custom', 2],
      ['livechat', 1],
      ['livechat3', 1],
      ['messenger', 1],
      ['slack', 1],
      ['widget', 2],
    ]);
    expect(summary.total).toBe(9);
  });

  test('storyId is the bot', async () => {
    const byStory = await ask.users({ ...DAY, group: 'storyId' });
    const byBot = await ask.users({ ...DAY, group: 'bot' });

    expect(byStory.groups.map(({ key, summary }) => [key, summary.total])).toEqual([
      ['pizza', 5],
      ['shop', 4],
    ]);
    expect(byStory.groups).toEqual(byBot.groups);
    expect(byBot).toMatchObject({ report: 'users', group: 'bot', dimension: 'day' });
  });

  test('without anything in the range are left out', async () => {
    const { groups, summary } = await ask.messages({
      from: '2026-03-01',
      to: '2026-03-01',
      group: 'channel',
    });

    expect(groups).toEqual([]);
    expect(summary.received).toBe(0);
  });
});

describe('test traffic', () => {
  test.for(['users', 'sessions', 'messages', 'handover', 'platforms', 'conversations'] as const)(
    '%s says how many messages it hides',
    async (name) => {
      expect(await ask[name](DAY)).toHaveProperty('testHidden', 4); // 2 received, 2 sent
      expect(await ask[name]({ ...DAY, group: 'bot' })).toHaveProperty('testHidden', 4);
      expect(await ask[name]({ ...DAY, locale: 'de-AT' })).toHaveProperty('testHidden', 1);
      expect(await ask[name]({ ...DAY, includeTest: true })).not.toHaveProperty('testHidden');
      expect(await ask[name]({ ...DAY, channel: 'slack' })).not.toHaveProperty('testHidden');
      expect(await ask[name]({ period: 'yesterday' })).not.toHaveProperty('testHidden');
    },
  );

  test('counts with includeTest', async () => {
    const { summary } = await ask.users({ ...DAY, includeTest: true });

    expect(summary).toMatchObject({ new: 11, total: 11 });
  });

  test('does not make a user of the web chat an old one', async () => {
    const reads = await readsOf([
      { at: NOON - 24 * 60 * MINUTE_MS, kind: 'message', user: 'ann', test: true },
      { at: NOON, kind: 'message', user: 'ann' },
    ]);
    const users = (includeTest: boolean) =>
      runReport(reads, 'users', { ...DAY, includeTest }, NOON + MINUTE_MS);

    expect(await users(false)).toMatchObject({ summary: { new: 1, returning: 0 } });
    expect(await users(true)).toMatchObject({ summary: { new: 0, returning: 1 } });
  });
});

test('dialog keeps the sessions in which it was opened, and counts their users', async () => {
  const reads = await readsOf([
    {
      at: NOON,
      kind: 'message',
      user: 'ann',
      calls: [{ name: 'startDialog', dialog: 'checkout' }, { name: 'requestHandover' }],
    },
    { at: NOON, kind: 'message', user: 'bob', calls: [{ name: 'requestHandover' }] },
    { at: NOON, kind: 'message', user: 'cyd' },
  ]);
  const options = { ...DAY, dialog: 'checkout' };
  const run = (name: string) => runReport(reads, name, options, NOON + MINUTE_MS);

  expect(await run('sessions')).toMatchObject({ summary: { total: 1, sessionsPerUser: 1 } });
  expect(await run('handover')).toMatchObject({
    filters: { dialog: 'checkout' },
    summary: { requests: 1, handoverRate: { value: 100, numerator: 1, denominator: 1 } },
  });
});

test('what a human writes is sent, and counted apart', async () => {
  const reads = await readsOf([
    { at: NOON, kind: 'message', user: 'ann', replies: 1, calls: [{ name: 'requestHandover' }] },
    {
      at: NOON + MINUTE_MS,
      kind: 'message',
      user: 'ann',
      calls: [{ name: 'acceptHandover' }],
    },
    { at: NOON + 2 * MINUTE_MS, kind: 'campaign', user: 'ann' },
  ]);
  const answer = await runReport(reads, 'messages', DAY, NOON + 5 * MINUTE_MS);

  expect(answer).toMatchObject({ summary: { sent: 2, sentByAgent: 1, sentPerReceived: 1 } });
});

test('an acceptance told late, of a moment before the request, took no time', async () => {
  const reads = await readsOf([
    { at: NOON, kind: 'message', user: 'ann', calls: [{ name: 'requestHandover' }] },
    { at: NOON - MINUTE_MS, kind: 'message', user: 'ann', calls: [{ name: 'acceptHandover' }] },
  ]);
  const answer = await runReport(reads, 'handover', DAY, NOON + 5 * MINUTE_MS);

  expect(answer).toMatchObject({ summary: { accepted: 1, medianTimeToAcceptMs: 0 } });
});

test('a channel that was only ever sent to is a platform from then on', async () => {
  const reads = await readsOf([
    { at: NOON, kind: 'campaign', user: 'ann', channel: 'sms' },
    { at: NOON + MINUTE_MS, kind: 'message', user: 'bob' },
  ]);
  const days = { from: '2026-03-01', to: '2026-03-03', dimension: 'day' };
  const at = Date.parse('2026-03-10T00:00Z');
  const answer = (await runReport(reads, 'platforms', days, at)) as Awaited<
    ReturnType<Reports['platforms']>
  >;
  const later = await runReport(reads, 'platforms', { from: '2026-03-05', to: '2026-03-05' }, at);

  expect('data' in answer && answer.data.map((row) => Object.keys(row.platforms))).toEqual([
    [],
    ['sms', 'webchat'],
    ['sms', 'webchat'],
  ]);
  expect(later).toMatchObject({
    summary: {
      platforms: {
        sms: { active: 0, new: 0, accumulated: 0, churned: 0, received: 0, sent: 0 },
        webchat: { active: 0, accumulated: 1 },
      },
    },
  });
});
