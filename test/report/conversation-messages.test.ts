import { expect, test } from 'vitest';

import { DAY_MS, MINUTE_MS } from '../../src/model/time.ts';
import type {
  ConversationMessagesOptions,
  ConversationMessagesReport,
  GroupedConversationMessagesReport,
} from '../../src/report/questions/conversation-messages.ts';
import { conversationMessages } from '../../src/report/questions/conversation-messages.ts';
import { asking, problemsOf } from './ask.ts';
import type { Moment } from './history.ts';

const FIRST = Date.parse('2019-03-17T10:00:00Z');
const NOW = Date.parse('2019-06-01T00:00:00Z');

async function reportOf(history: readonly Moment[]) {
  return asking<ConversationMessagesOptions, ConversationMessagesReport>(
    conversationMessages,
    history,
    NOW,
  );
}

test('R3: 28 messages over 27 buckets are 1.04 on average', async () => {
  const perDay = [1, 2, 3, 4, 5, 6, 7];
  const history = perDay.flatMap((count, day) =>
    Array.from({ length: count }, (_, i): Moment => ({
      at: FIRST + day * DAY_MS + i * MINUTE_MS,
      kind: 'message',
      user: 'ann',
    })),
  );
  const ask = await reportOf(history);

  const answer = await ask({ from: '2019-03-17', to: '2019-04-12' });

  expect(Object.keys(answer)).toEqual(['data', 'summary']);
  expect(answer.data).toHaveLength(27);
  expect(answer.data[6]).toEqual({ date: '2019-03-23T00:00:00.000Z', value: 7 });
  expect(answer.summary).toEqual({ total: 28, min: 0, max: 7, avg: 1.04 });
});

test('received and sent are added up, or asked for one by one', async () => {
  const ask = await reportOf([
    { at: FIRST, kind: 'message', user: 'ann', replies: 2 },
    { at: FIRST, kind: 'empty', user: 'bob' },
    { at: FIRST, kind: 'command', user: 'bob' },
    { at: FIRST, kind: 'signal', user: 'bob' },
    { at: FIRST, kind: 'click', user: 'bob' },
    { at: FIRST + DAY_MS, kind: 'campaign', user: 'bob' },
  ]);
  const valuesOf = async (measure?: 'received' | 'sent') => {
    const { data, summary } = await ask({ from: '2019-03-17', to: '2019-03-18', measure });
    return [...data.map(({ value }) => value), summary.total];
  };

  expect(await valuesOf()).toEqual([5, 1, 6]);
  expect(await valuesOf('received')).toEqual([3, 0, 3]);
  expect(await valuesOf('sent')).toEqual([2, 1, 3]);
});

test('groups and the range before are in the bare shape too', async () => {
  const ask = await reportOf([
    { at: FIRST - DAY_MS, kind: 'message', user: 'ann' },
    { at: FIRST, kind: 'message', user: 'ann', replies: 1 },
    { at: FIRST, kind: 'message', user: 'bob', bot: 'shop' },
  ]);
  const options: ConversationMessagesOptions = {
    from: '2019-03-17',
    to: '2019-03-17',
    group: 'storyId',
    compare: 'previous',
  };

  const answer = (await ask(options)) as unknown as GroupedConversationMessagesReport;

  expect(Object.keys(answer)).toEqual(['previous', 'change', 'groups', 'summary']);
  expect(answer.groups.map(({ key, summary }) => [key, summary.total])).toEqual([
    ['bot', 2],
    ['shop', 1],
  ]);
  expect(answer.change).toMatchObject({ total: 200 });
});

test('sessions are no messages', () => {
  expect(problemsOf(conversationMessages, { measure: 'sessions' })).toEqual([
    'measure is none of received, sent',
  ]);
});
