/** What became of conversations, and who came back because they did not help. */

import { expect, test } from 'vitest';

import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/model/time.ts';
import { openStore } from '../../src/record/open.ts';
import type { GroupedOutcomesReport, OutcomesReport } from '../../src/report/questions/outcomes.ts';
import { outcomes } from '../../src/report/questions/outcomes.ts';
import { deps, turn } from '../record/turns.ts';
import { answerFrom, answerOf } from './answer-of.ts';
import type { Moment } from './history.ts';

const MONDAY = Date.parse('2026-03-02T00:00Z');
const NOON = MONDAY + 12 * HOUR_MS;
const LATER = MONDAY + 30 * DAY_MS;
const WEEK = { from: '2026-03-02', to: '2026-03-08' };

/** Understood, unless it says otherwise. */
function said(at: number, user: string, more: Partial<Moment> = {}): Moment {
  const verdict: Moment['calls'] = more.unrecognized ? [] : [{ name: 'recognized' }];
  return { at, user, kind: 'message', ...more, calls: [...verdict, ...(more.calls ?? [])] };
}

async function summaryOf(
  history: readonly Moment[],
  now = LATER,
  options: object = WEEK,
): Promise<OutcomesReport['summary']> {
  return (await answerOf<OutcomesReport>(outcomes, history, { options, now })).summary;
}

test('a session is what holds first of open, escalated, resolved, abandoned and none', async () => {
  const all = [
    { name: 'requestHandover' },
    { name: 'setResult', result: 'bought' },
  ] as const satisfies Moment['calls'];
  const history = [
    said(NOON, 'escalated, though resolved too', { calls: all, unrecognized: true }),
    said(NOON, 'resolved by a result', { calls: [all[1]], unrecognized: true }),
    said(NOON, 'resolved by its status', { calls: [{ name: 'setAutomated', automated: true }] }),
    said(NOON, 'abandoned', { unrecognized: true }),
    said(NOON, 'none'),
    said(NOON, 'not automated', { calls: [{ name: 'setAutomated', automated: false }] }),
    said(NOON + 6 * DAY_MS + 11.6 * HOUR_MS, 'open at the end', { calls: all }),
  ];

  expect(await summaryOf(history)).toMatchObject({
    escalated: 1,
    resolved: 2,
    abandoned: 1,
    none: 2,
    open: 1,
    containment: { value: 83.33, numerator: 5, denominator: 6 },
  });
});

test('a session without a message of the user is none of them', async () => {
  const history: Moment[] = [
    { at: NOON, user: 'ann', kind: 'command' },
    { at: NOON, user: 'bob', kind: 'campaign' },
    { at: NOON, user: 'cid', kind: 'empty' },
  ];

  expect(await summaryOf(history)).toEqual({
    escalated: 0,
    resolved: 0,
    abandoned: 0,
    none: 0,
    open: 0,
    containment: { value: null, numerator: 0, denominator: 0 },
    trueContainment: { value: null, numerator: 0, denominator: 0 },
  });
});

test.for([
  { after: '30 minutes less 1 ms', now: NOON + 30 * MINUTE_MS - 1, open: 1 },
  { after: '30 minutes', now: NOON + 30 * MINUTE_MS, open: 0 },
])('$after after its last word a session is open: $open', async ({ now, open }) => {
  const { open: counted, none } = await summaryOf([said(NOON, 'ann')], now);

  expect([counted, none]).toEqual([open, 1 - open]);
});

test.for([
  { to: '2026-03-02T12:15Z', open: 1 },
  { to: '2026-03-02T12:30Z', open: 0 },
])('at $to, the end of the range, it is open: $open', async ({ to, open }) => {
  const { open: counted } = await summaryOf([said(NOON, 'ann')], LATER, { from: '2026-03-02', to });

  expect(counted).toBe(open);
});

test('endSession closes a session at once', async () => {
  const ended = said(NOON, 'ann', { calls: [{ name: 'endSession' }] });

  expect(await summaryOf([ended], NOON + 1)).toMatchObject({ open: 0, none: 1 });
});

test('each session counts in the bucket of its start, and only if it began in the range', async () => {
  const midnight = MONDAY + DAY_MS;
  const history = [
    said(MONDAY - 5 * MINUTE_MS, 'of the day before'),
    said(MONDAY + 5 * MINUTE_MS, 'of the day before'),
    said(midnight - 5 * MINUTE_MS, 'over midnight'),
    said(midnight + 5 * MINUTE_MS, 'over midnight', { unrecognized: true }),
    said(midnight + HOUR_MS, 'ann', { calls: [{ name: 'requestHandover' }] }),
  ];
  const { data } = await answerOf<OutcomesReport>(outcomes, history, {
    options: { from: '2026-03-02', to: '2026-03-04' },
    now: LATER,
  });

  const zeros = { escalated: 0, resolved: 0, abandoned: 0, none: 0, open: 0 };
  expect(data).toEqual([
    { date: '2026-03-02T00:00:00.000Z', ...zeros, abandoned: 1 },
    { date: '2026-03-03T00:00:00.000Z', ...zeros, escalated: 1 },
    { date: '2026-03-04T00:00:00.000Z', ...zeros },
  ]);
});

test.for([
  { when: 'exactly 24 h after its end', at: NOON + DAY_MS, contained: 1 },
  { when: '1 ms more', at: NOON + DAY_MS + 1, contained: 2 },
])('who comes back $when was helped or not', async ({ at, contained }) => {
  const history = [said(NOON, 'ann'), said(at, 'ann')];

  expect((await summaryOf(history)).trueContainment).toEqual({
    value: contained * 50,
    numerator: contained,
    denominator: 2,
  });
});

test('the 24 h begin with the end of a session, not with its start', async () => {
  const history = [
    said(NOON, 'ann'),
    said(NOON + 20 * MINUTE_MS, 'ann'),
    said(NOON + DAY_MS + HOUR_MS / 4, 'ann'),
  ];

  expect((await summaryOf(history)).trueContainment).toMatchObject({ numerator: 1 });
});

test('only another session with messages of the same user is a return', async () => {
  const history: Moment[] = [
    said(NOON, 'ann'),
    said(NOON + HOUR_MS, 'bob'),
    { at: NOON + 2 * HOUR_MS, user: 'ann', kind: 'campaign' },
    { at: NOON + 3 * HOUR_MS, user: 'ann', kind: 'command' },
  ];

  expect((await summaryOf(history)).trueContainment).toMatchObject({
    numerator: 2,
    denominator: 2,
  });
});

test('a session at the very instant at which another ends is a return, itself is none', async () => {
  const history = [
    said(NOON, 'ann', { conversation: 'here' }),
    said(NOON, 'ann', { conversation: 'there' }),
    said(NOON, 'bob'),
  ];

  expect((await summaryOf(history)).trueContainment).toMatchObject({
    numerator: 1,
    denominator: 3,
  });
});

test('a session that was there before the end is no return', async () => {
  const history = [
    said(NOON, 'ann', { conversation: 'here' }),
    said(NOON + 10 * MINUTE_MS, 'ann', { conversation: 'there' }),
    said(NOON + 20 * MINUTE_MS, 'ann', { conversation: 'here' }),
    said(NOON + 30 * MINUTE_MS, 'ann', { conversation: 'there' }),
  ];

  expect((await summaryOf(history)).trueContainment).toMatchObject({
    numerator: 2,
    denominator: 2,
  });
});

test('a return counts after the range and outside of the filters; in test traffic if that counts', async () => {
  const sunday = MONDAY + 6 * DAY_MS + 12 * HOUR_MS;
  const options = { ...WEEK, locale: 'de', dialog: 'order' };
  const calls: Moment['calls'] = [{ name: 'startDialog', dialog: 'order' }];
  const history = [
    said(sunday, 'ann', { locale: 'de', calls }),
    said(sunday + 20 * HOUR_MS, 'ann', { locale: 'en', bot: 'other' }),
    said(sunday, 'bob', { locale: 'de', calls }),
    said(sunday + 20 * HOUR_MS, 'bob', { locale: 'de', calls, test: true }),
    said(sunday, 'cid', { locale: 'de' }),
  ];
  const contained = async (more: object): Promise<unknown> =>
    (await summaryOf(history, LATER, { ...options, ...more })).trueContainment;

  expect(await contained({})).toEqual({ value: 50, numerator: 1, denominator: 2 });
  expect(await contained({ includeTest: true })).toEqual({
    value: 0,
    numerator: 0,
    denominator: 2,
  });
});

test.for([
  { ago: '24 h less 1 ms', now: NOON + DAY_MS - 1, denominator: 0 },
  { ago: '24 h', now: NOON + DAY_MS, denominator: 1 },
])('what ended $ago ago is among $denominator of which the truth can be told', async (given) => {
  const summary = await summaryOf([said(NOON, 'ann')], given.now);

  expect(summary.trueContainment.denominator).toBe(given.denominator);
  expect(summary.containment).toEqual({ value: 100, numerator: 1, denominator: 1 });
});

test('an escalated session is not contained, whether the user came back or not', async () => {
  const calls: Moment['calls'] = [{ name: 'requestHandover' }];
  const history = [said(NOON, 'ann', { calls }), said(NOON, 'bob')];

  expect((await summaryOf(history)).trueContainment).toEqual({
    value: 50,
    numerator: 1,
    denominator: 2,
  });
});

test('a session that ends with the bot’s question is abandoned', async () => {
  const store = await openStore({
    store: { kind: 'sqlite', options: { path: ':memory:' } },
    durability: 'balanced',
    interpret: deps().settings,
    patterns: { fallbackTexts: [], handoverPhrases: [] },
    destinations: [],
  });
  const asked = (id: string, user: string, prompt?: string) => ({
    ...turn({ id, user, conversation: `c-${user}`, at: NOON, replies: [`r-${id}`] }),
    stack: {
      dialogs: [{ id: 'order', step: 1 }],
      ...(prompt !== undefined && { prompt: { id: prompt, texts: [] } }),
      interrupted: false,
      ended: 'completed' as const,
    },
  });
  const items = [asked('1', 'ann', 'size'), asked('2', 'bob')];
  await store.record({ writer: 'w', number: 1, items }, deps());

  const asking = { options: WEEK, now: LATER };
  const { summary } = await answerFrom<OutcomesReport>(outcomes, store.reads, asking);

  expect(summary).toMatchObject({ abandoned: 1, none: 1 });
});

test('by group, and compared with the week before', async () => {
  const history = [
    said(NOON - 7 * DAY_MS, 'ann', { channel: 'msteams' }),
    said(NOON, 'ann', { channel: 'msteams' }),
    said(NOON, 'bob', { unrecognized: true }),
    said(NOON + HOUR_MS, 'bob', { unrecognized: true }),
  ];
  const answer = await answerOf<GroupedOutcomesReport>(outcomes, history, {
    options: { ...WEEK, group: 'channel', compare: 'previous' },
    now: LATER,
  });

  expect(answer.groups.map(({ key, summary }) => [key, summary])).toMatchObject([
    ['msteams', { none: 1, abandoned: 0, trueContainment: { value: 100 } }],
    ['webchat', { none: 0, abandoned: 2, trueContainment: { value: 50 } }],
  ]);
  expect(answer.summary).toMatchObject({ none: 1, abandoned: 2 });
  expect(answer.previous?.summary).toMatchObject({ none: 1, abandoned: 0 });
  expect(answer.change).toMatchObject({ none: 0, abandoned: null, containment: 0 });
});
