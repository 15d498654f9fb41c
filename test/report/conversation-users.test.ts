import { expect, test } from 'vitest';

import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/model/time.ts';
import type {
  ConversationUsersReport,
  GroupedConversationUsersReport,
} from '../../src/report/questions/conversation-users.ts';
import { conversationUsers } from '../../src/report/questions/conversation-users.ts';
import type { SeriesOptions } from '../../src/report/options.ts';
import { asking, problemsOf } from './ask.ts';
import type { Moment } from './history.ts';

const FIRST = Date.parse('2019-03-17T10:00:00Z');
const NOW = Date.parse('2019-06-01T00:00:00Z');

async function reportOf(history: readonly Moment[]) {
  return asking<SeriesOptions, ConversationUsersReport>(conversationUsers, history, NOW);
}

test('R3: users of 27 buckets that add up to 28 are 1.04 on average, and 7 in all', async () => {
  const perDay = [1, 2, 3, 4, 5, 6, 7];
  const history = perDay.flatMap((count, day) =>
    Array.from({ length: count }, (_, i): Moment => ({
      at: FIRST + day * DAY_MS + i * MINUTE_MS,
      kind: 'message',
      user: `u${i}`,
    })),
  );
  const ask = await reportOf(history);

  const answer = await ask({ from: '2019-03-17', to: '2019-04-12' });

  expect(Object.keys(answer)).toEqual(['data', 'summary']);
  expect(answer.data.slice(0, 8).map(({ value }) => value)).toEqual([1, 2, 3, 4, 5, 6, 7, 0]);
  expect(answer.data).toHaveLength(27);
  expect(answer.summary).toEqual({ total: 7, min: 0, max: 7, avg: 1.04 });
});

test('who acts twice in a bucket is one user, who only receives is none', async () => {
  const ask = await reportOf([
    { at: FIRST, kind: 'message', user: 'ann' },
    { at: FIRST + HOUR_MS, kind: 'click', user: 'ann' },
    { at: FIRST + HOUR_MS, kind: 'message', user: 'ann', locale: 'de' },
    { at: FIRST + HOUR_MS, kind: 'campaign', user: 'bob' },
    { at: FIRST + HOUR_MS, kind: 'signal', user: 'eve' },
    { at: FIRST + DAY_MS, kind: 'message', user: 'ann' },
  ]);

  const { data, summary } = await ask({ from: '2019-03-17', to: '2019-03-18' });

  expect(data.map(({ value }) => value)).toEqual([1, 1]);
  expect(summary.total).toBe(1);
});

test('a user of two sources is one in each group and one in all', async () => {
  const ask = await reportOf([
    {
      at: FIRST,
      kind: 'message',
      user: 'ann',
      channel: 'slack',
      calls: [{ name: 'identify', userId: 'a' }],
    },
    {
      at: FIRST + HOUR_MS,
      kind: 'message',
      user: 'ann',
      channel: 'facebook',
      calls: [{ name: 'identify', userId: 'a' }],
    },
    {
      at: FIRST + 2 * HOUR_MS,
      kind: 'message',
      user: 'ann',
      channel: 'slack',
      calls: [{ name: 'identify', userId: 'a' }],
    },
    { at: FIRST + DAY_MS, kind: 'message', user: 'bob', channel: 'slack' },
  ]);
  const options: SeriesOptions = { from: '2019-03-17', to: '2019-03-19', group: 'source' };

  const answer = (await ask(options)) as unknown as GroupedConversationUsersReport;

  expect(
    answer.groups.map(({ key, data, summary }) => [
      key,
      data.map((row) => row.value),
      summary.total,
    ]),
  ).toEqual([
    ['messenger', [1, 0, 0], 1],
    ['slack', [1, 1, 0], 2],
  ]);
  expect(answer.summary).toMatchObject({ min: 0, max: 1, avg: 0.67 });
});

test('an empty range has no bucket, hence neither least nor mean', async () => {
  const ask = await reportOf([{ at: FIRST, kind: 'message', user: 'ann' }]);

  const answer = await ask({ from: '2019-03-17T10:00Z', to: '2019-03-17T10:00Z' });

  expect(answer).toEqual({ data: [], summary: { total: 0, min: null, max: null, avg: null } });
});

test('a dialog is no filter of users', () => {
  expect(problemsOf(conversationUsers, { dialog: 'checkout' })[0]).toMatch(
    /^dialog is a filter of/,
  );
});
