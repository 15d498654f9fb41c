import { expect, test } from 'vitest';

import type { TurnCall } from '../../src/model/call.ts';
import { DAY_MS, MINUTE_MS } from '../../src/model/time.ts';
import type {
  InteractionsOptions,
  InteractionsReport,
} from '../../src/report/questions/interactions.ts';
import { interactions } from '../../src/report/questions/interactions.ts';
import { asking, problemsOf } from './ask.ts';
import type { Moment } from './history.ts';

const NOON = Date.parse('2026-03-02T12:00:00Z');
const DAY: InteractionsOptions = { from: '2026-03-02', to: '2026-03-02' };

function said(minute: number, more: Partial<Moment> = {}): Moment {
  return { at: NOON + minute * MINUTE_MS, kind: 'message', user: 'ann', replies: 1, ...more };
}

const start = (dialog: string): TurnCall => ({ name: 'startDialog', dialog });
const end = (dialog: string): TurnCall => ({ name: 'endDialog', dialog, outcome: 'completed' });

async function reportOf(history: readonly Moment[]) {
  return asking<InteractionsOptions, InteractionsReport>(interactions, history, NOON + 30 * DAY_MS);
}

test('R3: bar 66.67, a context fallback in bar 33.33, the others 0', async () => {
  const ask = await reportOf([
    said(-24 * 60, { calls: [start('foo'), end('foo')] }),
    said(0, { calls: [start('bar'), end('bar')] }),
    said(1, { calls: [start('bar')] }),
    said(2, { unrecognized: true }),
  ]);

  const answer = await ask(DAY);

  expect(answer).toEqual([
    { name: 'bar', id: 'bar', usage: 66.67, value: 2 },
    {
      parentId: 'bar',
      type: 'contextFallback',
      name: 'Fallback Interaction',
      usage: 33.33,
      value: 1,
    },
    { name: 'foo', id: 'foo', usage: 0, value: 0 },
    { type: 'fallback', name: 'Fallback Interaction', usage: 0, value: 0 },
    { type: 'welcome', name: 'Welcome Interaction', usage: 0, value: 0 },
  ]);
  expect(answer.map((row) => Object.keys(row))).toEqual([
    ['name', 'id', 'usage', 'value'],
    ['parentId', 'type', 'name', 'usage', 'value'],
    ['name', 'id', 'usage', 'value'],
    ['type', 'name', 'usage', 'value'],
    ['type', 'name', 'usage', 'value'],
  ]);
});

test('of those used equally often: dialogs by name, context fallbacks, fallback, welcome', async () => {
  const ask = await reportOf([
    said(0, { unrecognized: true }),
    said(1, { calls: [start('b'), start('a')] }),
    said(2, { unrecognized: true }),
    said(3, { calls: [end('a')] }),
    said(4, { unrecognized: true }),
  ]);

  const answer = await ask(DAY);

  expect(answer.map(({ name, type, parentId, value }) => [parentId ?? name, type, value])).toEqual([
    ['a', undefined, 1],
    ['b', undefined, 1],
    ['a', 'contextFallback', 1],
    ['b', 'contextFallback', 1],
    ['Fallback Interaction', 'fallback', 1],
    ['Welcome Interaction', 'welcome', 0],
  ]);
  expect(answer[0]?.usage).toBe(20);
});

test('who is added is welcomed once per conversation', async () => {
  const added = (minute: number, members: readonly string[], conversation: string) =>
    said(minute, { kind: 'added', members, conversation, replies: 1 });
  const ask = await reportOf([
    added(0, ['ann', 'bob'], 'one'),
    added(1, ['ann'], 'one'),
    added(2, ['ann', 'eve'], 'two'),
  ]);

  expect(await ask(DAY)).toEqual([
    { type: 'welcome', name: 'Welcome Interaction', usage: 100, value: 4 },
    { type: 'fallback', name: 'Fallback Interaction', usage: 0, value: 0 },
  ]);
});

test('a verdict that comes late takes its fallback back', async () => {
  const ask = await reportOf([
    said(0, { replies: 0 }),
    said(2 / 60, { kind: 'campaign', replies: 1 }),
  ]);

  expect((await ask(DAY)).map(({ type, value }) => [type, value])).toEqual([
    ['fallback', 0],
    ['welcome', 0],
  ]);
});

test('a store without dialogs has a fallback and a welcome, and no share of nothing', async () => {
  const ask = await reportOf([]);

  expect(await ask({})).toEqual([
    { type: 'fallback', name: 'Fallback Interaction', usage: null, value: 0 },
    { type: 'welcome', name: 'Welcome Interaction', usage: null, value: 0 },
  ]);
});

test('a story has its own dialogs, and a dialog of test traffic is not known', async () => {
  const ask = await reportOf([
    said(0, { calls: [start('rent')] }),
    said(0, { calls: [start('buy')], bot: 'shop' }),
    said(0, { calls: [start('try')], test: true }),
  ]);
  const names = async (options: InteractionsOptions) =>
    (await ask({ ...DAY, ...options })).flatMap(({ id }) => id ?? []);

  expect(await names({})).toEqual(['buy', 'rent']);
  expect(await names({ storyId: 'shop' })).toEqual(['buy']);
  expect(await names({ storyId: ['shop', 'bot'] })).toEqual(['buy', 'rent']);
  expect(await names({ includeTest: true })).toEqual(['buy', 'rent', 'try']);
  expect(await names({ from: '2026-03-01', to: '2026-03-01' })).toEqual(['buy', 'rent']);
});

test.for([
  { options: { group: 'source' }, problem: /^group is no option/ },
  { options: { compare: 'previous' }, problem: /^compare is no option/ },
  {
    options: { dimension: 'day' },
    problem: /^dimension is an option of reports that have buckets/,
  },
])('$options is an error', ({ options, problem }) => {
  expect(problemsOf(interactions, options)[0]).toMatch(problem);
});
