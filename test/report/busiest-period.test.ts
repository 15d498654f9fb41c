import { expect, test } from 'vitest';

import { DAY_MS } from '../../src/model/time.ts';
import type {
  BusiestPeriodOptions,
  BusiestPeriodReport,
} from '../../src/report/questions/busiest-period.ts';
import { busiestPeriod } from '../../src/report/questions/busiest-period.ts';
import { asking, problemsOf } from './ask.ts';
import type { Moment } from './history.ts';

const NOW = Date.parse('2026-03-20T00:00Z');

function said(time: string, more: Partial<Moment> = {}): Moment {
  return { at: Date.parse(time), kind: 'message', user: 'ann', ...more };
}

async function reportOf(history: readonly Moment[]) {
  return asking<BusiestPeriodOptions, BusiestPeriodReport>(busiestPeriod, history, NOW);
}

test('R3: one message on a Sunday at midnight is 100 % of the traffic', async () => {
  const ask = await reportOf([said('2026-03-01T00:00Z')]);

  const answer = await ask({});

  expect(answer).toHaveLength(7);
  expect(answer.map((day) => day.slice(0, 2))).toEqual([
    [
      { day: 0, hour: 0, value: 1, usage: 100 },
      { day: 0, hour: 1, value: 0, usage: 0 },
    ],
    ...[1, 2, 3, 4, 5, 6].map((day) => [
      { day, hour: 0, value: 0, usage: 0 },
      { day, hour: 1, value: 0, usage: 0 },
    ]),
  ]);
});

test('received and sent messages of one source and one story are counted, test traffic is not', async () => {
  const ask = await reportOf([
    said('2026-03-02T09:00Z', { channel: 'webchat', replies: 1 }),
    said('2026-03-02T09:00Z', { channel: 'directline', bot: 'shop' }),
    said('2026-03-02T09:00Z', { channel: 'slack' }),
    said('2026-03-02T09:00Z', { channel: 'webchat', test: true }),
  ]);
  const valueOf = async (options: BusiestPeriodOptions) => (await ask(options))[1]?.[9]?.value;

  expect(await valueOf({})).toBe(4);
  expect(await valueOf({ source: 'widget' })).toBe(3);
  expect(await valueOf({ source: 'webchat' })).toBe(2);
  expect(await valueOf({ storyId: 'shop' })).toBe(1);
  expect(await valueOf({ source: 'slack', storyId: 'shop' })).toBe(0);
});

test('the same hour of several weeks adds up, on the clocks of the offset', async () => {
  const at = Date.parse('2026-03-02T23:30Z');
  const weeks = [0, 1, 2].map((n): Moment => ({
    at: at + n * 7 * DAY_MS,
    kind: 'message',
    user: 'ann',
  }));
  const ask = await reportOf(weeks);

  const plain = await ask({ from: '2026-03-01', to: '2026-03-19' });
  const ahead = await ask({ from: '2026-03-01', to: '2026-03-19', offset: 60 });

  expect(plain[1]?.[23]).toEqual({ day: 1, hour: 23, value: 3, usage: 100 });
  expect(ahead[2]?.[0]).toEqual({ day: 2, hour: 0, value: 3, usage: 100 });
});

test.for([
  { options: { source: ['slack', 'app'] }, problem: 'source is not a text' },
  { options: { storyId: ['one', 'two'] }, problem: 'storyId is not a text' },
  { options: { group: 'source' }, problem: /^group is no option/ },
  { options: { compare: 'previous' }, problem: /^compare is no option/ },
  {
    options: { dimension: 'day' },
    problem: /^dimension is an option of reports that have buckets/,
  },
  { options: { offset: 10 }, problem: 'offset is no multiple of 15 from -720 to 720' },
  {
    options: { offset: 0, timezone: 'UTC' },
    problem: 'offset stands beside `timezone`: give one or the other',
  },
])('$options is an error', ({ options, problem }) => {
  const problems = problemsOf(busiestPeriod, options);

  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(problem);
});
