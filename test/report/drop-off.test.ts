/** Where conversations end that came to nothing. */

import { expect, test } from 'vitest';

import { DAY_MS, HOUR_MS } from '../../src/model/time.ts';
import type { StackedDialog } from '../../src/model/turn.ts';
import { openStore } from '../../src/record/open.ts';
import type { ReportReads } from '../../src/record/reads.ts';
import type { DropOffReport, GroupedDropOffReport } from '../../src/report/questions/drop-off.ts';
import { dropOff } from '../../src/report/questions/drop-off.ts';
import { deps, turn } from '../record/turns.ts';
import { answerFrom, answerOf } from './answer-of.ts';
import type { Moment } from './history.ts';

const NOON = Date.parse('2026-03-02T12:00Z');
const ASKED = { options: { from: '2026-03-02', to: '2026-03-08' }, now: NOON + 30 * DAY_MS };

function said(at: number, user: string, ...calls: NonNullable<Moment['calls']>): Moment {
  return { at, user, kind: 'message', calls };
}

const start = (dialog: string) => ({ name: 'startDialog', dialog }) as const;
const end = (dialog: string) => ({ name: 'endDialog', dialog, outcome: 'completed' }) as const;

test('rows are dialogs that were open at the end, most sessions first', async () => {
  const history = [
    said(NOON, 'ann', start('order'), start('pay')),
    said(NOON, 'bob', start('pay')),
    said(NOON, 'cid', start('order')),
    said(NOON, 'dan', start('order'), end('order')),
    said(NOON, 'eve'),
    said(NOON, 'fay'),
  ];

  const { data, summary } = await answerOf<DropOffReport>(dropOff, history, ASKED);

  expect(data).toEqual([
    { dialog: null, step: null, sessions: 3, share: 50, views: null },
    { dialog: 'pay', step: null, sessions: 2, share: 33.33, views: 2 },
    { dialog: 'order', step: null, sessions: 1, share: 16.67, views: 3 },
  ]);
  expect(summary).toEqual({ sessions: 6 });
});

test('what is open, escalated or resolved, or began before the range, did not drop off', async () => {
  const history: Moment[] = [
    said(NOON - DAY_MS, 'ann', start('order')),
    said(NOON, 'bob', start('order'), { name: 'requestHandover' }),
    said(NOON, 'cid', start('order'), { name: 'setResult', result: 'bought' }),
    said(NOON, 'dan', start('order'), { name: 'setAutomated', automated: true }),
    { at: NOON, user: 'eve', kind: 'command', calls: [start('order')] },
    said(NOON + HOUR_MS, 'fay', start('order')),
  ];

  const now = NOON + HOUR_MS + 1;
  const { data, summary } = await answerOf<DropOffReport>(dropOff, history, { ...ASKED, now });

  expect(data).toEqual([]);
  expect(summary).toEqual({ sessions: 0 });
});

test('a dialog that was started before the range has no views in it', async () => {
  const history = [
    said(NOON - DAY_MS, 'ann', start('order')),
    said(NOON - DAY_MS + HOUR_MS / 4, 'ann', start('pay'), { name: 'endSession' }),
  ];
  const options = { from: '2026-03-01T12:00Z', to: '2026-03-01T12:15Z' };

  const { data } = await answerOf<DropOffReport>(dropOff, history, { ...ASKED, options });

  // the session ended later, in a dialog that was started later
  expect(data).toEqual([{ dialog: 'pay', step: null, sessions: 1, share: 100, views: 0 }]);
});

test('each step of a dialog is a row; as many sessions are ordered by dialog and step', async () => {
  const reads = await readsOf([
    { id: 'order', step: 2 },
    { id: 'order', step: 0 },
    { id: 'order', step: 2 },
    { id: 'order', step: 1 },
    { id: 'address', step: 7 },
  ]);

  const { data } = await answerFrom<DropOffReport>(dropOff, reads, ASKED);

  expect(data).toEqual([
    { dialog: 'order', step: 2, sessions: 2, share: 40, views: 4 },
    { dialog: 'address', step: 7, sessions: 1, share: 20, views: 1 },
    { dialog: 'order', step: 0, sessions: 1, share: 20, views: 4 },
    { dialog: 'order', step: 1, sessions: 1, share: 20, views: 4 },
  ]);
});

test('by group, with the views of each; compared with the week before', async () => {
  const history: Moment[] = [
    said(NOON - 7 * DAY_MS, 'ann'),
    said(NOON - 7 * DAY_MS, 'bob'),
    said(NOON, 'ann', start('order')),
    { ...said(NOON, 'bob', start('order')), channel: 'msteams' },
    { ...said(NOON, 'cid', start('order')), channel: 'msteams' },
  ];
  const options = { ...ASKED.options, group: 'channel', compare: 'previous' };

  const asked = { ...ASKED, options };
  const answer = await answerOf<GroupedDropOffReport>(dropOff, history, asked);

  const order = { dialog: 'order', step: null, share: 100 };
  expect(answer.groups).toEqual([
    { key: 'msteams', data: [{ ...order, sessions: 2, views: 2 }], summary: { sessions: 2 } },
    { key: 'webchat', data: [{ ...order, sessions: 1, views: 1 }], summary: { sessions: 1 } },
  ]);
  expect(answer.summary).toEqual({ sessions: 3 });
  expect(answer.change).toEqual({ sessions: 50 });
});

test('the filter dialog is not among its options', () => {
  expect(dropOff.schema.safeParse({ dialog: 'order' }).success).toBe(false);
});

/** One session each, that ended in this dialog. */
async function readsOf(lasts: readonly StackedDialog[]): Promise<ReportReads> {
  const store = await openStore({
    store: { kind: 'sqlite', options: { path: ':memory:' } },
    durability: 'balanced',
    interpret: deps().settings,
    patterns: { fallbackTexts: [], handoverPhrases: [] },
    destinations: [],
  });
  const items = lasts.map((dialog, i) => ({
    ...turn({ id: `t${i}`, user: `u${i}`, conversation: `c${i}`, at: NOON, replies: [`r${i}`] }),
    stack: { dialogs: [dialog], interrupted: false, ended: 'completed' as const },
  }));
  await store.record({ writer: 'w', number: 1, items }, deps());
  return store.reads;
}
