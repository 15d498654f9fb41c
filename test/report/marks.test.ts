/** Reports `topics`, `results` and `actions`: the list of values, and the series of one. */

import { describe, expect, test } from 'vitest';

import type { TurnCall } from '../../src/model/call.ts';
import type { AnalyticsError } from '../../src/model/errors.ts';
import { DAY_MS, MINUTE_MS } from '../../src/model/time.ts';
import type {
  GroupedMarksReport,
  MarkSeriesReport,
  MarksReport,
} from '../../src/report/questions/marks.ts';
import { runReport } from '../../src/report/run.ts';
import type { Moment } from './history.ts';
import { readsOf } from './reads-of.ts';

const MONDAY = Date.parse('2026-03-02T12:00:00Z');
const MIDNIGHT = MONDAY + DAY_MS / 2;
const DAYS = { from: '2026-03-02', to: '2026-03-03' };

type Name = 'topics' | 'results' | 'actions';

async function ask<Answer = MarksReport>(
  name: Name,
  history: readonly Moment[],
  options: object = {},
): Promise<Answer> {
  const reads = await readsOf(history);
  return (await runReport(reads, name, { ...DAYS, ...options }, MONDAY + 9 * DAY_MS)) as Answer;
}

function said(user: string, at: number, ...calls: readonly TurnCall[]): Moment {
  return { at, kind: 'message', user, calls };
}

const topic = (name: string): TurnCall => ({ name: 'setTopic', topic: name });
const result = (name: string): TurnCall => ({ name: 'setResult', result: name });
const action = (name: string): TurnCall => ({ name: 'recordAction', action: name });

test('R0: an order in 20 of 100 sessions is 20 %', async () => {
  const history = Array.from({ length: 100 }, (_, i) =>
    said(`u${i}`, MONDAY, ...(i < 20 ? [result('placing an order')] : [])),
  );

  const { data, summary } = await ask('results', history);

  expect(data).toEqual([
    { value: null, sessions: 80, share: 80, recorded: 0 },
    { value: 'placing an order', sessions: 20, share: 20, recorded: 20 },
  ]);
  expect(summary).toEqual({ sessions: 100 });
});

describe('what is said twice in a session', () => {
  const twice = (call: (name: string) => TurnCall): readonly Moment[] => [
    said('ann', MONDAY, call('a')),
    said('ann', MONDAY + MINUTE_MS, call('b')),
    said('ann', MONDAY + 2 * MINUTE_MS, call('a')),
  ];
  const row = (value: string, recorded: number): object => {
    return { value, sessions: 1, share: 100, recorded };
  };

  test.for([
    { name: 'topics', call: topic, rows: [row('a', 1), row('b', 1)], claim: 'is one topic' },
    { name: 'results', call: result, rows: [row('a', 1)], claim: 'is the last result alone' },
    { name: 'actions', call: action, rows: [row('a', 2), row('b', 1)], claim: 'is two actions' },
  ] as const)('$claim', async ({ name, call, rows }) => {
    const { data } = await ask(name, twice(call));

    expect(data).toEqual([...rows, { value: null, sessions: 0, share: 0, recorded: 0 }]);
  });
});

test('a topic that is called "Without topics" is not the row of sessions without', async () => {
  const { data } = await ask('topics', [
    said('ann', MONDAY, topic('Without topics')),
    said('bob', MONDAY),
  ]);

  expect(data.map(({ value, sessions }) => [value, sessions])).toEqual([
    ['Without topics', 1],
    [null, 1],
  ]);
});

test('most sessions come first, then what was recorded most, then the alphabet', async () => {
  const { data } = await ask('actions', [
    said('ann', MONDAY, action('z'), action('z'), action('b'), action('B'), action('all')),
    said('bob', MONDAY, action('all')),
  ]);

  expect(data.map(({ value }) => value)).toEqual(['all', 'z', 'B', 'b', null]);
});

test('a session brings all of its topics, what was recorded counts at its own time', async () => {
  const history = [
    said('ann', MIDNIGHT - MINUTE_MS, topic('orders')),
    said('ann', MIDNIGHT + MINUTE_MS, topic('returns')),
  ];

  const { data } = await ask('topics', history, { from: '2026-03-03' });

  expect(data).toEqual([
    { value: 'returns', sessions: 1, share: 100, recorded: 1 },
    { value: 'orders', sessions: 1, share: 100, recorded: 0 },
    { value: null, sessions: 0, share: 0, recorded: 0 },
  ]);
});

test('a value keeps its row where the filters leave out its sessions', async () => {
  const history: Moment[] = [
    { ...said('ann', MONDAY), locale: 'de' },
    { ...said('ann', MONDAY + MINUTE_MS, topic('orders')), locale: 'en' },
  ];

  const english = await ask('topics', history, { locale: 'en' });
  const german = await ask('topics', history, { locale: 'de' });

  expect(english.data).toEqual([
    { value: 'orders', sessions: 0, share: null, recorded: 1 },
    { value: null, sessions: 0, share: null, recorded: 0 },
  ]);
  expect(german.data[0]).toEqual({ value: 'orders', sessions: 1, share: 100, recorded: 0 });
});

test('the list of a group has the shares of the group', async () => {
  const history: Moment[] = [
    said('ann', MONDAY, topic('orders')),
    { ...said('bob', MONDAY, topic('orders')), channel: 'msteams' },
    { ...said('cid', MONDAY), channel: 'msteams' },
  ];

  const { groups, summary } = await ask<GroupedMarksReport>('topics', history, {
    group: 'channel',
  });

  expect(groups.map(({ key, data, summary: { sessions } }) => [key, data[0], sessions])).toEqual([
    ['msteams', { value: 'orders', sessions: 1, share: 50, recorded: 1 }, 2],
    ['webchat', { value: 'orders', sessions: 1, share: 100, recorded: 1 }, 1],
  ]);
  expect(summary).toEqual({ sessions: 3 });
});

test('only sessions in which the dialog was opened', async () => {
  const history = [
    said('ann', MONDAY, { name: 'startDialog', dialog: 'checkout' }, action('paid')),
    said('bob', MONDAY, action('paid'), action('left')),
  ];

  const { data } = await ask('actions', history, { dialog: 'checkout' });

  expect(data).toEqual([
    { value: 'paid', sessions: 1, share: 100, recorded: 1 },
    { value: null, sessions: 0, share: 0, recorded: 0 },
  ]);
});

describe('with a value', () => {
  const history = [
    said('ann', MONDAY, action('paid'), action('paid'), action('left')),
    said('ann', MIDNIGHT, action('paid')),
    said('bob', MONDAY),
  ];

  test('R0: the dynamics are how many times it was recorded', async () => {
    const answer = await ask<MarkSeriesReport>('actions', history, { value: 'paid' });

    expect(answer).toMatchObject({ report: 'actions', dimension: 'day', value: 'paid' });
    expect(answer.data).toEqual([
      { date: '2026-03-02T00:00:00.000Z', recorded: 2 },
      { date: '2026-03-03T00:00:00.000Z', recorded: 1 },
    ]);
    // the twelve hours between them made two sessions
    expect(answer.summary).toEqual({ sessions: 2, recorded: 3 });
  });

  test('buckets can be chosen, the list has none', async () => {
    const months = await ask<MarkSeriesReport>('actions', history, {
      value: 'paid',
      dimension: 'month',
    });
    const list = await ask('actions', history);

    expect(months.data).toEqual([{ date: '2026-03-01T00:00:00.000Z', recorded: 3 }]);
    expect(list).not.toHaveProperty('dimension');
  });

  test('an unknown one was never recorded', async () => {
    const { summary } = await ask<MarkSeriesReport>('actions', history, { value: 'gone' });

    expect(summary).toEqual({ sessions: 0, recorded: 0 });
  });

  test('a list by day makes no sense, and the error says why', async () => {
    const wrong = ask('topics', history, { dimension: 'day' });

    const error = await wrong.then(
      () => expect.unreachable('it was accepted'),
      (reason: AnalyticsError) => reason,
    );
    expect(error.details?.['issues']).toEqual([
      {
        path: 'dimension',
        value: 'day',
        problem: 'cuts the series of one value into buckets: `value` has to name it',
      },
    ]);
  });
});
