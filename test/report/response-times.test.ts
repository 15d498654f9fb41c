/** How long users wait for an answer. */

import { expect, test } from 'vitest';

import { DAY_MS, HOUR_MS } from '../../src/model/time.ts';
import { openStore } from '../../src/record/open.ts';
import type { ReportReads } from '../../src/record/reads.ts';
import type {
  GroupedResponseTimesReport,
  ResponseTimesReport,
} from '../../src/report/questions/response-times.ts';
import { responseTimes } from '../../src/report/questions/response-times.ts';
import { deps, turn } from '../record/turns.ts';
import { answerFrom } from './answer-of.ts';

const NOON = Date.parse('2026-03-02T12:00Z');
const ASKED = { options: { from: '2026-03-02', to: '2026-03-08' }, now: NOON + 30 * DAY_MS };

interface Answered {
  readonly ms: number;
  readonly channel?: string;
  /** Opened before the message came. */
  readonly dialog?: string;
  readonly at?: number;
}

const NOTHING = { count: 0, meanMs: null, p50Ms: null, p95Ms: null, p99Ms: null };

test('nobody was answered', async () => {
  const answer = await ask<ResponseTimesReport>([]);

  expect(answer).toMatchObject({
    report: 'responseTimes',
    by: 'channel',
    data: [],
    summary: NOTHING,
  });
});

test('the times of 1 to 50 ms: exact, as all below 64', async () => {
  const { data, summary } = await ask<ResponseTimesReport>(
    Array.from({ length: 50 }, (_, i) => ({ ms: i + 1 })),
  );

  const times = { count: 50, meanMs: 26, p50Ms: 25, p95Ms: 48, p99Ms: 50 };
  expect(data).toEqual([{ key: 'webchat', ...times }]);
  expect(summary).toEqual(times);
});

test('one answer is all percentiles, at most 2 % off; its mean is exact', async () => {
  const { summary } = await ask<ResponseTimesReport>([{ ms: 12_345 }]);

  expect(summary).toMatchObject({ count: 1, meanMs: 12_345 });
  for (const percentile of [summary.p50Ms, summary.p95Ms, summary.p99Ms]) {
    expect(Math.abs((percentile ?? 0) - 12_345)).toBeLessThan(12_345 * 0.02);
  }
});

test('by channel, most answers first', async () => {
  const { data, summary } = await ask<ResponseTimesReport>([
    { ms: 10, channel: 'msteams' },
    { ms: 20, channel: 'webchat' },
    { ms: 40, channel: 'webchat' },
    { ms: 30, channel: 'facebook' },
  ]);

  expect(data.map(({ key, count, meanMs, p50Ms }) => [key, count, meanMs, p50Ms])).toEqual([
    ['webchat', 2, 30, 20],
    ['facebook', 1, 30, 30],
    ['msteams', 1, 10, 10],
  ]);
  expect(summary).toEqual({ count: 4, meanMs: 25, p50Ms: 20, p95Ms: 40, p99Ms: 40 });
});

test('by the dialog in which the message came; none has the key null', async () => {
  const { by, data } = await ask<ResponseTimesReport>(
    [{ ms: 10 }, { ms: 20, dialog: 'order' }, { ms: 30, dialog: 'order' }],
    { by: 'dialog' },
  );

  expect(by).toBe('dialog');
  expect(data.map(({ key, count, meanMs }) => [key, count, meanMs])).toEqual([
    ['order', 2, 25],
    [null, 1, 10],
  ]);
});

test('only the first answer counts, in the range and the filters', async () => {
  const { summary } = await ask<ResponseTimesReport>(
    [
      { ms: 10 },
      { ms: 20, at: NOON - DAY_MS },
      { ms: 30, at: NOON + 7 * DAY_MS },
      { ms: 40, channel: 'msteams' },
    ],
    { channel: 'webchat' },
  );

  expect(summary).toEqual({ count: 1, meanMs: 10, p50Ms: 10, p95Ms: 10, p99Ms: 10 });
});

test('by group, and compared with the week before', async () => {
  const answer = await ask<GroupedResponseTimesReport>(
    [
      { ms: 10, at: NOON - 7 * DAY_MS },
      { ms: 30 },
      { ms: 50, channel: 'msteams' },
      { ms: 51, channel: 'msteams', dialog: 'order' },
    ],
    { by: 'dialog', group: 'channel', compare: 'previous' },
  );

  expect(
    answer.groups.map(({ key, data }) => [key, data.map((row) => [row.key, row.meanMs])]),
  ).toEqual([
    [
      'msteams',
      [
        [null, 50],
        ['order', 51],
      ],
    ],
    ['webchat', [[null, 30]]],
  ]);
  expect(answer.summary).toMatchObject({ count: 3, meanMs: 44 });
  expect(answer.previous?.summary).toMatchObject({ count: 1, meanMs: 10 });
  expect(answer.change).toMatchObject({ count: 200, meanMs: 340 });
});

test('a row is a channel or a dialog', () => {
  expect(responseTimes.schema.safeParse({ by: 'user' }).success).toBe(false);
});

async function ask<Answer>(answers: readonly Answered[], more: object = {}): Promise<Answer> {
  const options = { ...ASKED.options, ...more };
  return answerFrom<Answer>(responseTimes, await readsOf(answers), { ...ASKED, options });
}

/** A conversation each: a message that opens the dialog, if any, and the one that is answered twice. */
async function readsOf(answers: readonly Answered[]): Promise<ReportReads> {
  const store = await openStore({
    store: { kind: 'sqlite', options: { path: ':memory:' } },
    durability: 'balanced',
    interpret: deps().settings,
    patterns: { fallbackTexts: [], handoverPhrases: [] },
    destinations: [],
  });
  const items = answers.flatMap(({ ms, channel = 'webchat', dialog, at = NOON }, i) => {
    const parts = { user: `u${i}`, conversation: `c${i}`, channel };
    const opening = turn({
      ...parts,
      id: `o${i}`,
      at: at - HOUR_MS / 4,
      calls: dialog === undefined ? [] : [{ name: 'startDialog', dialog }],
    });
    const asked = turn({ ...parts, id: `t${i}`, at, replies: [`a${i}`, `b${i}`] });
    const facts = asked.facts.map((fact, n) =>
      fact.type === 'outgoing' ? { ...fact, at: at + ms * n } : fact,
    );
    return dialog === undefined ? [{ ...asked, facts }] : [opening, { ...asked, facts }];
  });
  await store.record({ writer: 'w', number: 1, items }, deps());
  return store.reads;
}
