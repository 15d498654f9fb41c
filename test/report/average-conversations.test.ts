import { expect, test } from 'vitest';

import { DAY_MS, HOUR_MS } from '../../src/model/time.ts';
import type {
  AverageConversationsReport,
  GroupedAverageConversationsReport,
} from '../../src/report/questions/average-conversations.ts';
import { averageConversations } from '../../src/report/questions/average-conversations.ts';
import type { SeriesOptions } from '../../src/report/options.ts';
import { asking } from './ask.ts';
import type { Moment } from './history.ts';

const FIRST = Date.parse('2026-03-02T10:00:00Z');
const NOW = Date.parse('2026-03-20T00:00:00Z');

function said(hours: number, user: string, more: Partial<Moment> = {}): Moment {
  return { at: FIRST + hours * HOUR_MS, kind: 'message', user, ...more };
}

async function reportOf(history: readonly Moment[]) {
  return asking<SeriesOptions, AverageConversationsReport>(averageConversations, history, NOW);
}

test('sessions started by the users of the bucket; a bucket without users is null and in no mean', async () => {
  const ask = await reportOf([
    said(0, 'ann'),
    said(1, 'ann'),
    said(2, 'ann'),
    said(1, 'bob'),
    said(48, 'ann'),
    said(72, 'bob', { kind: 'campaign' }),
  ]);

  const answer = await ask({ from: '2026-03-02', to: '2026-03-05' });

  expect(Object.keys(answer)).toEqual(['data', 'summary']);
  expect(answer.data).toEqual([
    { date: '2026-03-02T00:00:00.000Z', value: 2 },
    { date: '2026-03-03T00:00:00.000Z', value: null },
    { date: '2026-03-04T00:00:00.000Z', value: 1 },
    { date: '2026-03-05T00:00:00.000Z', value: null },
  ]);
  // 5 sessions of messages, 1 of a campaign, 2 users
  expect(answer.summary).toEqual({ total: 3, min: 1, max: 2, avg: 1.5 });
});

test('a session that goes on after midnight was started the day before', async () => {
  const evening: Moment = { at: FIRST + 13.8 * HOUR_MS, kind: 'message', user: 'ann' };
  const ask = await reportOf([evening, { ...evening, at: evening.at + HOUR_MS / 4 }]);

  const { data } = await ask({ from: '2026-03-02', to: '2026-03-03' });

  expect(data.map(({ value }) => value)).toEqual([1, 0]);
});

test('2 sessions of 3 users are 0.67', async () => {
  const evening = FIRST + 13.8 * HOUR_MS;
  const ask = await reportOf([
    { at: evening, kind: 'message', user: 'ann' },
    { at: evening + HOUR_MS / 4, kind: 'message', user: 'ann' },
    { at: FIRST + DAY_MS, kind: 'message', user: 'bob' },
    { at: FIRST + DAY_MS, kind: 'message', user: 'eve' },
  ]);

  const { summary } = await ask({ from: '2026-03-03', to: '2026-03-03' });

  expect(summary).toEqual({ total: 0.67, min: 0.67, max: 0.67, avg: 0.67 });
});

test('in a group the users are those of the group', async () => {
  const ask = await reportOf([
    said(0, 'ann', { locale: 'de' }),
    said(2, 'ann', { locale: 'de' }),
    said(4, 'bob', { locale: 'fr' }),
  ]);
  const options: SeriesOptions = { from: '2026-03-02', to: '2026-03-02', group: 'locale' };

  const { groups, summary } = (await ask(options)) as unknown as GroupedAverageConversationsReport;

  expect(groups.map((group) => [group.key, group.summary.total])).toEqual([
    ['de', 2],
    ['fr', 1],
  ]);
  expect(summary.total).toBe(1.5);
});

test('without users nothing is a number', async () => {
  const ask = await reportOf([]);

  const { summary } = await ask({ from: '2026-03-02', to: '2026-03-03' });

  expect(summary).toEqual({ total: null, min: null, max: null, avg: null });
});
