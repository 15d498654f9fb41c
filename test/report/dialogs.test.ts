import { expect, test } from 'vitest';

import type { TurnCall } from '../../src/model/call.ts';
import { DAY_MS, MINUTE_MS } from '../../src/model/time.ts';
import type { DialogsReport, GroupedDialogsReport } from '../../src/report/questions/dialogs.ts';
import { dialogs } from '../../src/report/questions/dialogs.ts';
import type { RangeOptions } from '../../src/report/options.ts';
import { asking, problemsOf } from './ask.ts';
import type { Moment } from './history.ts';

const NOON = Date.parse('2026-03-02T12:00:00Z');
const DAY: RangeOptions = { from: '2026-03-02', to: '2026-03-02' };

function said(minute: number, calls: readonly TurnCall[], more: Partial<Moment> = {}): Moment {
  return { at: NOON + minute * MINUTE_MS, kind: 'message', user: 'ann', calls, ...more };
}

const start = (dialog: string): TurnCall => ({ name: 'startDialog', dialog });
const end = (dialog: string, outcome: 'completed' | 'cancelled'): TurnCall => ({
  name: 'endDialog',
  dialog,
  outcome,
});
const vote = (choice: 'positive' | 'negative' | 'none'): TurnCall => ({
  name: 'recordFeedback',
  vote: choice,
});

async function reportOf(history: readonly Moment[]) {
  return asking<RangeOptions, DialogsReport>(dialogs, history, NOON + 30 * DAY_MS);
}

test('views and ends of every dialog, the most viewed first, then by name', async () => {
  const ask = await reportOf([
    said(0, [start('checkout')]),
    said(1, [end('checkout', 'cancelled'), start('checkout')]),
    said(2, [end('checkout', 'completed')]),
    said(3, [start('zoo'), end('zoo', 'completed')]),
    said(4, [start('bar')]),
  ]);

  const { data, summary } = await ask(DAY);

  expect(data).toEqual([
    { dialog: 'checkout', views: 2, completed: 1, cancelled: 1, positive: 0, negative: 0 },
    { dialog: 'bar', views: 1, completed: 0, cancelled: 0, positive: 0, negative: 0 },
    { dialog: 'zoo', views: 1, completed: 1, cancelled: 0, positive: 0, negative: 0 },
  ]);
  expect(summary).toEqual({ views: 4, completed: 2, cancelled: 1, positive: 0, negative: 0 });
});

test('what was started before the range and ends in it is a row without views', async () => {
  const ask = await reportOf([
    said(12 * 60 - 1, [start('checkout')]),
    said(12 * 60, [end('checkout', 'completed')]),
  ]);

  const { data } = await ask({ from: '2026-03-03', to: '2026-03-03' });

  expect(data).toEqual([
    { dialog: 'checkout', views: 0, completed: 1, cancelled: 0, positive: 0, negative: 0 },
  ]);
});

test('R2: votes on messages within a dialog are its feedback; the last one counts', async () => {
  const within = (user: string, ...votes: readonly TurnCall[]): readonly Moment[] => [
    said(0, [start('checkout')], { user, replies: 1 }),
    said(1, votes, { user }),
  ];
  const ask = await reportOf([
    ...within('ann', vote('positive')),
    ...within('bob', vote('positive'), vote('negative')),
    ...within('eve', vote('positive'), vote('none')),
    ...within('joe', vote('positive')),
  ]);

  const { data } = await ask(DAY);

  expect(data).toEqual([
    { dialog: 'checkout', views: 4, completed: 0, cancelled: 0, positive: 2, negative: 1 },
  ]);
});

test('a dialog of which nothing is left but votes that were taken back is no row', async () => {
  const late = 12 * 60;
  const ask = await reportOf([
    said(late - 2, [start('checkout')]),
    said(late, [], { replies: 1 }),
    said(late + 1, [vote('positive')]),
    said(late + 2, [vote('none')]),
  ]);

  expect((await ask({ from: '2026-03-03', to: '2026-03-03' })).data).toEqual([]);
});

test('in groups each has its own rows; a group without a dialog is left out', async () => {
  const ask = await reportOf([
    said(0, [start('checkout')], { locale: 'de' }),
    said(0, [start('checkout'), start('help')], { locale: 'fr', user: 'bob' }),
    said(0, [], { locale: 'it', user: 'eve' }),
  ]);

  const answer = (await ask({ ...DAY, group: 'locale' })) as unknown as GroupedDialogsReport;

  expect(
    answer.groups.map(({ key, data }) => [key, data.map((row) => [row.dialog, row.views])]),
  ).toEqual([
    ['de', [['checkout', 1]]],
    [
      'fr',
      [
        ['checkout', 1],
        ['help', 1],
      ],
    ],
  ]);
  expect(answer.summary.views).toBe(3);
});

test('a dialog cannot be asked for: all of them are rows', () => {
  expect(problemsOf(dialogs, { dialog: 'checkout' })[0]).toMatch(/^dialog is a filter of/);
});
