import { expect, test } from 'vitest';

import { DAY_MS } from '../../src/model/time.ts';
import { changeOf } from '../../src/report/compare.ts';
import { runReport } from '../../src/report/run.ts';
import type { Moment } from './history.ts';
import { readsOf } from './reads-of.ts';

test('a change is in percent of the previous number, a rate by its value, null where there is none', () => {
  const rate = (value: number | null) => ({ value, numerator: 1, denominator: 2 });

  expect(
    changeOf(
      { up: 3, down: 1, same: 5, fromNothing: 2, nothing: null, share: rate(50), by: { a: 1 } },
      { up: 2, down: 3, same: 5, fromNothing: 0, nothing: 7, share: rate(40), by: { a: 4 } },
    ),
  ).toEqual({
    up: 50,
    down: -66.67,
    same: 0,
    fromNothing: null,
    nothing: null,
    share: 25,
    by: { a: -75 },
  });
});

test('a name that is new has no change', () => {
  expect(changeOf({ platforms: { sms: { active: 1 } } }, { platforms: {} })).toEqual({
    platforms: { sms: { active: null } },
  });
});

test('compare adds the summary of the range before, in the head and in the bare shape', async () => {
  const day = (n: number, user: string): Moment => ({
    at: Date.parse('2026-03-02T09:00Z') + n * DAY_MS,
    kind: 'message',
    user,
  });
  const reads = await readsOf([day(0, 'ann'), day(1, 'ann'), day(1, 'bob')]);
  const options = { from: '2026-03-03', to: '2026-03-03', compare: 'previous' };
  const now = Date.parse('2026-03-09T00:00Z');

  expect(await runReport(reads, 'users', options, now)).toMatchObject({
    summary: { new: 1, total: 2 },
    previous: {
      from: '2026-03-02T00:00:00.000Z',
      to: '2026-03-03T00:00:00.000Z',
      summary: { new: 1, total: 1 },
    },
    change: { new: 0, total: 100 },
  });
  const bare = (await runReport(reads, 'conversations', options, now)) as object;
  expect(Object.keys(bare)).toEqual(['previous', 'change', 'data', 'summary']);
  expect(bare).toMatchObject({ summary: { total: 2 }, change: { total: 100 } });
});

test('lastMonth is compared with the month before it, whole', async () => {
  const reads = await readsOf([]);
  const answer = await runReport(
    reads,
    'users',
    { period: 'lastMonth', compare: 'previous', timezone: 'Europe/Vienna' },
    Date.parse('2026-04-15T10:00Z'),
  );

  expect(answer).toMatchObject({
    from: '2026-02-28T23:00:00.000Z',
    to: '2026-03-31T22:00:00.000Z',
    previous: { from: '2026-01-31T23:00:00.000Z', to: '2026-02-28T23:00:00.000Z' },
  });
});
