/** The examples of the documents that the definitions come from, by name. */

import { expect, test } from 'vitest';

import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/model/time.ts';
import { reports } from '../../src/report/reports.ts';
import type { Reports } from '../../src/report/reports.ts';
import { runReport } from '../../src/report/run.ts';
import type { Moment } from './history.ts';
import { readsOf } from './reads-of.ts';

async function reportsOf(history: readonly Moment[], now: number): Promise<Reports> {
  const reads = await readsOf(history);
  return reports((name, options) => runReport(reads, name, options, now));
}

const at = (text: string): number => Date.parse(text);

test('R0: Monday, Tuesday, Wednesday is 1 new, 1 returning, 1 user of the week', async () => {
  const monday = at('2026-03-02T09:00:00Z');
  const days = [0, 1, 2].map((n): Moment => ({
    at: monday + n * DAY_MS,
    kind: 'message',
    user: 'ann',
  }));
  const { users } = await reportsOf(days, at('2026-03-09T00:00:00Z'));

  const answer = await users({ from: '2026-03-02', to: '2026-03-08' });

  expect(
    answer.data.map((row) => [row.date.slice(0, 10), row.new, row.returning, row.total]),
  ).toEqual([
    ['2026-03-02', 1, 0, 1],
    ['2026-03-03', 0, 1, 1],
    ['2026-03-04', 0, 1, 1],
    ['2026-03-05', 0, 0, 0],
    ['2026-03-06', 0, 0, 0],
    ['2026-03-07', 0, 0, 0],
    ['2026-03-08', 0, 0, 0],
  ]);
  expect(answer.summary).toEqual({
    new: 1,
    returning: 1,
    total: 1,
    returningRate: { value: 100, numerator: 1, denominator: 1 },
    dau: 0.43,
    wau: 1,
    mau: 1,
    stickiness: { value: 42.86, numerator: 0.43, denominator: 1 },
  });
});

test('in an hour after the first, on the first day, a user is neither new nor returning', async () => {
  const monday = at('2026-03-02T09:30:00Z');
  const { users } = await reportsOf(
    [
      { at: monday, kind: 'message', user: 'ann' },
      { at: monday + HOUR_MS, kind: 'message', user: 'ann' },
    ],
    at('2026-03-09T00:00:00Z'),
  );

  const { data } = await users({
    from: '2026-03-02T09:00Z',
    to: '2026-03-02T11:00Z',
    dimension: 'hour',
  });

  expect(data.map((row) => [row.new, row.returning, row.total])).toEqual([
    [1, 0, 1],
    [0, 0, 1],
  ]);
});

test('the day of the first act is one of the report’s zone', async () => {
  // 23:30 and 00:30 in Vienna: two days; in UTC and New York one
  const history: Moment[] = [
    { at: at('2026-03-02T22:30:00Z'), kind: 'message', user: 'ann' },
    { at: at('2026-03-02T23:30:00Z'), kind: 'message', user: 'ann' },
  ];
  const { users } = await reportsOf(history, at('2026-03-09T00:00:00Z'));
  const returning = async (timezone: string): Promise<number> =>
    (await users({ from: '2026-03-01', to: '2026-03-05', timezone })).summary.returning;

  expect(await returning('Europe/Vienna')).toBe(1);
  expect(await returning('UTC')).toBe(0);
  expect(await returning('America/New_York')).toBe(0);
});

test('wau and mau are of the 7 and the 30 days that end with the last day', async () => {
  const last = at('2026-03-31T00:00:00Z');
  const daysBefore = (days: number, user: string): Moment => ({
    at: last - days * DAY_MS + 12 * HOUR_MS,
    kind: 'message',
    user,
  });
  const history = [
    daysBefore(30, 'too old for both'),
    daysBefore(29, 'just in the month'),
    daysBefore(7, 'too old for the week'),
    daysBefore(6, 'just in the week'),
    daysBefore(0, 'of the day'),
    daysBefore(-1, 'of the day after'),
  ];
  const { users } = await reportsOf(history, at('2026-04-30T00:00:00Z'));

  const { summary } = await users({ from: '2026-03-30', to: '2026-03-31' });

  expect(summary).toMatchObject({ total: 1, dau: 0.5, wau: 2, mau: 4 });
  expect(summary.stickiness).toEqual({ value: 12.5, numerator: 0.5, denominator: 4 });
});

test('R3: 28 conversations over 27 buckets are 1.04 on average', async () => {
  const first = at('2019-03-17T10:00:00Z');
  const perDay = [1, 2, 3, 4, 5, 6, 7];
  const history = perDay.flatMap((count, day) =>
    Array.from({ length: count }, (_, i): Moment => ({
      at: first + day * DAY_MS + i * MINUTE_MS,
      kind: 'message',
      user: `u${i}`,
    })),
  );
  const { conversations } = await reportsOf(history, at('2019-06-01T00:00:00Z'));

  const answer = await conversations({ from: '2019-03-17', to: '2019-04-12' });

  expect(Object.keys(answer)).toEqual(['data', 'summary']);
  expect(answer.data).toHaveLength(27);
  expect(answer.data.slice(0, 8)).toEqual([
    { date: '2019-03-17T00:00:00.000Z', value: 1 },
    { date: '2019-03-18T00:00:00.000Z', value: 2 },
    { date: '2019-03-19T00:00:00.000Z', value: 3 },
    { date: '2019-03-20T00:00:00.000Z', value: 4 },
    { date: '2019-03-21T00:00:00.000Z', value: 5 },
    { date: '2019-03-22T00:00:00.000Z', value: 6 },
    { date: '2019-03-23T00:00:00.000Z', value: 7 },
    { date: '2019-03-24T00:00:00.000Z', value: 0 },
  ]);
  expect(answer.summary).toEqual({ total: 28, min: 0, max: 7, avg: 1.04 });
});

test('R4: January 2022: 445 active = 416 + 29, 406 new on WhatsApp, 473 and 69 accumulated', async () => {
  const spoke = (month: string, channel: string, from: number, to: number): Moment[] =>
    Array.from({ length: to - from }, (_, i) => ({
      at: at(`${month}-10T08:00:00Z`) + i * MINUTE_MS,
      kind: 'message',
      user: `person-${from + i}`,
      channel,
    }));
  const history = [
    ...spoke('2021-12', 'whatsapp', 0, 67), // 57 of them stay away in January
    ...spoke('2021-12', 'webchat', 0, 40),
    ...spoke('2022-01', 'whatsapp', 57, 473),
    ...spoke('2022-01', 'webchat', 40, 69),
  ];
  const { platforms } = await reportsOf(history, at('2022-02-15T00:00:00Z'));

  const answer = await platforms({ from: '2022-01-01', to: '2022-01-31' });

  const january = {
    webchat: { active: 29, new: 29, accumulated: 69, churned: 40, received: 29, sent: 0 },
    whatsapp: { active: 416, new: 406, accumulated: 473, churned: 57, received: 416, sent: 0 },
  };
  expect(answer.dimension).toBe('month');
  expect(answer.data).toEqual([{ date: '2022-01-01T00:00:00.000Z', platforms: january }]);
  expect(answer.summary.platforms).toEqual(january);
  expect(answer.summary.total).toMatchObject({ active: 445, accumulated: 542 });
});

test('R0: a session that lasted over midnight counts on both days and once in the summary', async () => {
  const evening = at('2026-03-02T23:50:00Z');
  const history: Moment[] = [
    { at: evening, kind: 'message', user: 'ann' },
    { at: evening + 20 * MINUTE_MS, kind: 'message', user: 'ann' },
    { at: evening - 12 * HOUR_MS, kind: 'command', user: 'bob' },
  ];
  const { sessions } = await reportsOf(history, at('2026-03-10T00:00:00Z'));

  const active = await sessions({ from: '2026-03-02', to: '2026-03-03' });
  const started = await sessions({ from: '2026-03-02', to: '2026-03-03', count: 'started' });
  const nextDay = await sessions({ from: '2026-03-03', to: '2026-03-03' });

  expect(active.data.map(({ total }) => total)).toEqual([2, 1]);
  expect(started.data.map(({ total }) => total)).toEqual([2, 0]);
  expect(active.summary).toEqual({
    withMessages: 1,
    withoutMessages: 1,
    total: 2,
    meanDurationMs: 10 * MINUTE_MS,
    medianDurationMs: 10 * MINUTE_MS,
    messagesPerSession: 1.5,
    sessionsPerUser: 1,
    bounceRate: { value: 0, numerator: 0, denominator: 1 },
  });
  expect(nextDay.summary).toMatchObject({ total: 1, meanDurationMs: 20 * MINUTE_MS });
});

test('R2: the handover rate counts users, the breakdown requests, the chat rate sessions', async () => {
  const noon = at('2026-03-02T12:00:00Z');
  const ask = (minute: number, user: string, ...calls: NonNullable<Moment['calls']>): Moment => ({
    at: noon + minute * MINUTE_MS,
    kind: 'message',
    user,
    calls,
  });
  const history: Moment[] = [
    ask(0, 'ann', { name: 'requestHandover', reason: 'operator_button' }),
    ask(2, 'ann', { name: 'acceptHandover' }),
    ask(9, 'ann', { name: 'completeHandover' }),
    ask(10, 'ann', { name: 'requestHandover', via: 'ticket' }),
    ask(11, 'ann', { name: 'failHandover' }),
    ask(12, 'bob'),
  ];
  const { handover } = await reportsOf(history, noon + DAY_MS);

  const { data, summary } = await handover({ from: '2026-03-02', to: '2026-03-02' });

  expect(data).toEqual([
    {
      date: '2026-03-02T00:00:00.000Z',
      requests: 2,
      chatsWithRequests: 1,
      chatsWithoutRequests: 1,
    },
  ]);
  expect(summary).toEqual({
    requests: 2,
    chatsWithRequests: 1,
    chatsWithoutRequests: 1,
    byReason: { direct: 1, after_fallback: 0, operator_button: 1 },
    byVia: { takeover: 1, ticket: 1 },
    accepted: 1,
    failed: 1,
    completed: 1,
    handoverRate: { value: 50, numerator: 1, denominator: 2 },
    chatHandoverRate: { value: 50, numerator: 1, denominator: 2 },
    medianTimeToAcceptMs: 2 * MINUTE_MS,
  });
});
