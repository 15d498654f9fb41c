import { expect, test } from 'vitest';

import type {
  GroupedTrafficReport,
  TrafficOptions,
  TrafficReport,
} from '../../src/report/questions/traffic.ts';
import { traffic } from '../../src/report/questions/traffic.ts';
import { asking, problemsOf } from './ask.ts';
import type { Moment } from './history.ts';

const NOW = Date.parse('2027-01-01T00:00Z');

function said(time: string, more: Partial<Moment> = {}): Moment {
  return { at: Date.parse(time), kind: 'message', user: 'ann', ...more };
}

async function reportOf(history: readonly Moment[]) {
  return asking<TrafficOptions, TrafficReport>(traffic, history, NOW);
}

/** Cells with traffic: `[day, hour, value, usage]`. */
function busy({ data }: Pick<TrafficReport, 'data'>) {
  return data
    .flat()
    .filter(({ value }) => value !== 0)
    .map(({ day, hour, value, usage }) => [day, hour, value, usage]);
}

test('all 168 cells are there, from Sunday 0 h to Saturday 23 h', async () => {
  const ask = await reportOf([said('2026-03-01T00:10Z'), said('2026-03-07T23:59Z')]);

  const answer = await ask({ from: '2026-03-01', to: '2026-03-07' });

  expect(answer.data.map((hours) => hours.length)).toEqual([24, 24, 24, 24, 24, 24, 24]);
  expect(answer.data.flat().map(({ day, hour }) => day * 24 + hour)).toEqual(
    Array.from({ length: 168 }, (_, i) => i),
  );
  expect(busy(answer)).toEqual([
    [0, 0, 1, 50],
    [6, 23, 1, 50],
  ]);
  expect(answer).toMatchObject({ report: 'traffic', timezone: 'UTC', summary: { total: 2 } });
  expect(answer).not.toHaveProperty('dimension');
});

test('messages received and sent are exchanged; one direction or sessions can be asked for', async () => {
  const ask = await reportOf([
    said('2026-03-02T09:00Z', { replies: 2 }),
    said('2026-03-02T10:00Z', { user: 'bob' }),
    said('2026-03-02T10:10Z', { user: 'bob' }),
    said('2026-03-02T11:00Z', { kind: 'click', user: 'eve' }),
  ]);
  const range = { from: '2026-03-02', to: '2026-03-02' };

  expect(busy(await ask(range))).toEqual([
    [1, 9, 3, 60],
    [1, 10, 2, 40],
  ]);
  expect(busy(await ask({ ...range, measure: 'received' }))).toEqual([
    [1, 9, 1, 33.33],
    [1, 10, 2, 66.67],
  ]);
  expect(busy(await ask({ ...range, measure: 'sent' }))).toEqual([[1, 9, 2, 100]]);
  const sessions = await ask({ ...range, measure: 'sessions' });
  expect(sessions).toMatchObject({ measure: 'sessions', summary: { total: 3 } });
  expect(busy(sessions)).toEqual([
    [1, 9, 1, 33.33],
    [1, 10, 1, 33.33],
    [1, 11, 1, 33.33],
  ]);
});

test('a session that goes on in the range was started before it', async () => {
  const ask = await reportOf([said('2026-03-01T23:50Z'), said('2026-03-02T00:10Z')]);

  const answer = await ask({ from: '2026-03-02', to: '2026-03-02', measure: 'sessions' });

  expect(answer.summary).toEqual({ total: 0 });
});

test.for([
  { clocks: { timezone: 'UTC' }, day: 0, hour: 18 },
  { clocks: { timezone: 'Asia/Kathmandu' }, day: 1, hour: 0 },
  { clocks: { offset: 345 }, day: 1, hour: 0 },
  { clocks: { offset: 330 }, day: 0, hour: 23 },
  { clocks: { timezone: 'America/New_York' }, day: 0, hour: 13 },
  { clocks: { offset: -720 }, day: 0, hour: 6 },
  { clocks: { offset: 720 }, day: 1, hour: 6 },
])('Sunday 18:15 UTC is day $day, $hour h on the clocks of $clocks', async (expected) => {
  const ask = await reportOf([said('2026-03-01T18:15Z')]);

  const answer = await ask({ from: '2026-02-27', to: '2026-03-03', ...expected.clocks });

  expect(busy(answer)).toEqual([[expected.day, expected.hour, 1, 100]]);
});

test('an hour that is repeated adds up, one that is skipped has nothing', async () => {
  const ask = await reportOf([
    said('2026-03-29T00:30Z'),
    said('2026-03-29T01:30Z'),
    said('2026-10-25T00:30Z'),
    said('2026-10-25T01:30Z'),
  ]);
  const on = (date: string): TrafficOptions => ({
    from: date,
    to: date,
    timezone: 'Europe/Vienna',
  });

  expect(busy(await ask(on('2026-03-29')))).toEqual([
    [0, 1, 1, 50],
    [0, 3, 1, 50],
  ]);
  expect(busy(await ask(on('2026-10-25')))).toEqual([[0, 2, 2, 100]]);
});

test('the days of the range are those of the offset', async () => {
  const ask = await reportOf([said('2026-03-01T18:15Z'), said('2026-03-02T18:15Z')]);

  const answer = await ask({ from: '2026-03-02', to: '2026-03-02', offset: 345 });

  expect(answer).toMatchObject({
    from: '2026-03-01T18:15:00.000Z',
    to: '2026-03-02T18:15:00.000Z',
    timezone: 'UTC+05:45',
    summary: { total: 1 },
  });
});

test('without traffic a share is null', async () => {
  const ask = await reportOf([]);

  const { data, summary } = await ask({ from: '2026-03-02', to: '2026-03-02' });

  expect(data[3]?.[4]).toEqual({ day: 3, hour: 4, value: 0, usage: null });
  expect(summary).toEqual({ total: 0 });
});

test('filters, groups, comparison and hidden test traffic are those of every report', async () => {
  const history = [
    said('2026-03-01T09:00Z', { channel: 'slack' }),
    said('2026-03-02T09:00Z', { channel: 'slack', replies: 1 }),
    said('2026-03-02T09:00Z', { channel: 'facebook' }),
    said('2026-03-02T09:00Z', { channel: 'emulator', test: true }),
  ];
  const range: TrafficOptions = { from: '2026-03-02', to: '2026-03-02' };
  const ask = await reportOf(history);

  const slack = await ask({ ...range, source: 'slack', compare: 'previous' });
  expect(slack).toMatchObject({
    filters: { source: ['slack'] },
    previous: { summary: { total: 1 } },
    change: { total: 100 },
    summary: { total: 2 },
  });
  expect(await ask(range)).toMatchObject({ testHidden: 1, summary: { total: 3 } });
  expect(await ask({ ...range, includeTest: true })).toMatchObject({ summary: { total: 4 } });
  const grouped = (await ask({ ...range, group: 'source' })) as unknown as GroupedTrafficReport;
  expect(grouped.groups.map(({ key, data }) => [key, busy({ data })])).toEqual([
    ['messenger', [[1, 9, 1, 100]]],
    ['slack', [[1, 9, 2, 100]]],
  ]);
  expect(grouped.summary).toEqual({ total: 3 });
});

test.for([
  { options: { offset: 7 }, problem: 'offset is no multiple of 15 from -720 to 720' },
  { options: { offset: 735 }, problem: 'offset is no multiple of 15 from -720 to 720' },
  { options: { offset: '60' }, problem: 'offset is no number of minutes' },
  { options: { offset: NaN }, problem: 'offset is no number of minutes' },
  {
    options: { offset: 60, timezone: 'Europe/Vienna' },
    problem: 'offset stands beside `timezone`: give one or the other',
  },
  {
    options: { measure: 'session' },
    problem: 'measure is none of received, sent, sessions (did you mean "sessions"?)',
  },
  {
    options: { dialog: 'checkout' },
    problem:
      'dialog is a filter of sessions, automation, evaluation, topics, results, actions, handover, feedback and outcomes',
  },
])('$options is an error: $problem', ({ options, problem }) => {
  expect(problemsOf(traffic, options)).toEqual([problem]);
});
