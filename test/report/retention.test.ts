/** Of those who came for the first time, how many come back, and when. */

import { expect, test } from 'vitest';

import { DAY_MS, HOUR_MS } from '../../src/model/time.ts';
import type {
  GroupedRetentionReport,
  RetentionReport,
} from '../../src/report/questions/retention.ts';
import { retention } from '../../src/report/questions/retention.ts';
import { answerOf } from './answer-of.ts';
import type { Moment } from './history.ts';

const MONDAY = Date.parse('2026-03-02T00:00Z');
const NOW = MONDAY + 60 * DAY_MS;

/** On these days, counted from Monday, at noon. */
function active(user: string, days: readonly number[], more: Partial<Moment> = {}): Moment[] {
  return days.map((day) => ({
    at: MONDAY + day * DAY_MS + 12 * HOUR_MS,
    user,
    kind: 'message',
    ...more,
  }));
}

function ask(history: readonly Moment[], options: object): Promise<RetentionReport> {
  const inOrder = history.toSorted((a, b) => a.at - b.at);
  return answerOf<RetentionReport>(retention, inOrder, { options, now: NOW });
}

test('a cohort is who came first on a day; each day after tells how many of it were there', async () => {
  const history = [
    ...active('ann', [0, 1, 3]),
    ...active('bob', [0, 3]),
    ...active('cid', [1, 2, 3]),
    ...active('dan', [0]),
    ...active('an old one', [-3, 0, 1, 2, 3]),
  ];

  const { dimension, data, summary } = await ask(history, { from: '2026-03-02', to: '2026-03-05' });

  expect(dimension).toBe('day');
  expect(data).toEqual([
    { date: '2026-03-02T00:00:00.000Z', size: 3, active: [3, 1, 0, 2] },
    { date: '2026-03-03T00:00:00.000Z', size: 1, active: [1, 1, 1] },
    { date: '2026-03-04T00:00:00.000Z', size: 0, active: [0, 0] },
    { date: '2026-03-05T00:00:00.000Z', size: 0, active: [0] },
  ]);
  expect(summary).toEqual({
    users: 4,
    retention: [
      { value: 100, numerator: 4, denominator: 4 },
      { value: 50, numerator: 2, denominator: 4 },
      { value: 25, numerator: 1, denominator: 4 },
      { value: 66.67, numerator: 2, denominator: 3 },
    ],
  });
});

test('who acts many times a day was there once', async () => {
  const day = active('ann', [0, 1, 1.1, 1.2]);

  const { data } = await ask(day, { from: '2026-03-02', to: '2026-03-03' });

  expect(data.map((row) => row.active)).toEqual([[1, 1], [0]]);
});

test('weeks begin on Monday, in the zone of the report', async () => {
  const history = [
    ...active('ann', [0, 6, 7]),
    // Sunday evening in UTC: Monday in Kathmandu
    { at: MONDAY + 7 * DAY_MS - 4 * HOUR_MS, user: 'bob', kind: 'message' } as const,
    { at: MONDAY + 20 * DAY_MS, user: 'bob', kind: 'message' } as const,
  ];
  const sizes = async (timezone: string): Promise<unknown> => {
    const options = { from: '2026-03-02', to: '2026-03-22', dimension: 'week', timezone };
    return (await ask(history, options)).data.map((row) => row.active);
  };

  expect(await sizes('UTC')).toEqual([[2, 1, 1], [0, 0], [0]]);
  expect(await sizes('Asia/Kathmandu')).toEqual([[1, 1, 0], [1, 1], [0]]);
});

test('a first bucket that the range cuts off has those who first came in the range', async () => {
  const history = [...active('ann', [0, 7]), ...active('bob', [2, 7])];
  const options = { from: '2026-03-03', to: '2026-03-15', dimension: 'week' };

  const { data } = await ask(history, options);

  expect(data).toEqual([
    { date: '2026-03-02T00:00:00.000Z', size: 1, active: [1, 1] },
    { date: '2026-03-09T00:00:00.000Z', size: 0, active: [0] },
  ]);
});

test('a filter restricts acts: who was not there under it on the first day is in no cohort', async () => {
  const history = [
    ...active('ann', [0, 1], { locale: 'de' }),
    ...active('bob', [0], { locale: 'en' }),
    ...active('bob', [1, 2], { locale: 'de' }),
    ...active('cid', [0], { locale: 'de' }),
    ...active('cid', [1], { locale: 'en', conversation: 'another' }),
  ];

  const { data, summary } = await ask(history, {
    from: '2026-03-02',
    to: '2026-03-04',
    locale: 'de',
  });

  expect(data.map((row) => row.active)).toEqual([[2, 1, 0], [0, 0], [0]]);
  expect(summary.users).toBe(2);
});

test('test traffic is no first act, unless it counts', async () => {
  const history = [...active('ann', [0], { test: true }), ...active('ann', [1, 2])];
  const range = { from: '2026-03-02', to: '2026-03-04' };
  const cohorts = async (options: object): Promise<unknown> =>
    (await ask(history, options)).data.map((row) => row.active);

  expect(await cohorts(range)).toEqual([[0, 0, 0], [1, 1], [0]]);
  expect(await cohorts({ ...range, includeTest: true })).toEqual([[1, 1, 1], [0, 0], [0]]);
});

test('by group, each user in every group in which they were there on their first day', async () => {
  const history = [
    ...active('ann', [0, 1], { locale: 'de' }),
    ...active('ann', [0.01], { locale: 'en', conversation: 'another' }),
    ...active('bob', [1], { locale: 'fr' }),
    ...active('an old one', [-1, 0], { locale: 'it' }),
  ];
  const answer = await answerOf<GroupedRetentionReport>(
    retention,
    history.toSorted((a, b) => a.at - b.at),
    { options: { from: '2026-03-02', to: '2026-03-03', group: 'locale' }, now: NOW },
  );

  expect(answer.groups.map(({ key, data }) => [key, data.map((row) => row.active)])).toEqual([
    ['de', [[1, 1], [0]]],
    ['en', [[1, 0], [0]]],
    ['fr', [[0, 0], [1]]],
  ]);
  expect(answer.summary.users).toBe(2);
});

test('compared with the range before', async () => {
  const history = [
    ...active('ann', [-2, -1]),
    ...active('bob', [-2]),
    ...active('cid', [0, 1]),
    ...active('dan', [1]),
  ];
  const options = { from: '2026-03-02', to: '2026-03-03', compare: 'previous' };

  const { previous, change } = await ask(history, options);

  expect(previous?.summary.retention.map(({ value }) => value)).toEqual([100, 50]);
  expect(change).toEqual({ users: 0 });
});

test.for([
  { days: 400, is: 'answered' },
  { days: 401, is: 'rejected' },
])('$days cohorts are $is', async ({ days, is }) => {
  const options = { from: new Date(NOW - days * DAY_MS), to: new Date(NOW) };
  const answer = ask([], options).then(
    ({ data }) => (data.length === days ? 'answered' : 'short'),
    (error: Error) => (error.message.includes('400 cohorts') ? 'rejected' : error.message),
  );

  expect(await answer).toBe(is);
});

test.for(['auto', 'hour', 'month', 'year'])('a cohort is a day or a week, no %s', (dimension) => {
  expect(retention.schema.safeParse({ dimension }).success).toBe(false);
});

test('an empty range has no cohort', async () => {
  const answer = await ask([], { from: '2027-01-01', to: '2027-01-31' });

  expect(answer).toMatchObject({ data: [], summary: { users: 0, retention: [] } });
});
