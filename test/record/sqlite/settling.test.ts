/** What is special about settling messages, votes and dialogs in a SQLite file. */

import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Interpret } from '../../../src/interpret/interpretation.ts';
import { interpret } from '../../../src/interpret/interpret.ts';
import type { AnalyticsEvent } from '../../../src/model/event.ts';
import type { Captured, CapturedTurn, DialogTrace, Fact } from '../../../src/model/turn.ts';
import { openSqliteStore } from '../../../src/record/sqlite/store.ts';
import type { Store } from '../../../src/record/store.ts';
import { openDatabase } from '../../support/database.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { MINUTE, Q0, T0, deps, turn } from '../turns.ts';

const freshPath = (): string => join(temporaryFolder(), 'bot.db');
const GA4 = { destinations: ['ga4'] };
const AFTER = T0 + MINUTE + 1;

function open(path: string): Store {
  const store = openSqliteStore({ path, durability: 'balanced' });
  onTestFinished(() => store.close());
  return store;
}

function rows(path: string, sql: string): unknown[] {
  const db = openDatabase(path, { readonly: true });
  try {
    return db.prepare(sql).all();
  } finally {
    db.close();
  }
}

const answer = (of: CapturedTurn, id: string): Captured => ({
  type: 'amendment',
  id,
  origin: of.origin,
  facts: [
    {
      type: 'outgoing',
      at: T0 + 5_000,
      status: 'sent',
      activity: { type: 'message', text: 'here', attachmentCount: 0, hasValue: false },
    },
  ],
});

const TOLD = `SELECT turn, json_extract(data, '$.class') AS class FROM events
  WHERE kind = 'message_received' AND only IS NOT 'reports' ORDER BY seq`;

test('of two connections one settles, whatever the other remembers', async () => {
  const path = freshPath();
  const [a, b] = [open(path), open(path)];
  const asked = turn({ id: 't1' });
  await a.record({ writer: 'a', number: 1, items: [asked] }, deps(GA4));

  expect(await b.settle(AFTER, deps(GA4))).toBe(1);
  expect(await a.settle(AFTER, deps(GA4))).toBe(0);
  await a.record({ writer: 'a', number: 2, items: [answer(asked, 'a1')] }, deps(GA4));
  expect(rows(path, TOLD)).toEqual([{ turn: 't1', class: 'unrecognized' }]);
});

test('what one connection has answered the other does not settle', async () => {
  const path = freshPath();
  const [a, b] = [open(path), open(path)];
  const asked = turn({ id: 't1' });
  await a.record({ writer: 'a', number: 1, items: [asked] }, deps(GA4));
  await b.record({ writer: 'b', number: 1, items: [answer(asked, 'b1')] }, deps(GA4));

  expect(await a.settle(AFTER, deps(GA4))).toBe(0);
  expect(rows(path, TOLD)).toEqual([{ turn: 't1', class: 'recognized' }]);
});

test('a process that starts later settles what the one before has left', async () => {
  const path = freshPath();
  const first = openSqliteStore({ path, durability: 'balanced' });
  await first.record({ writer: 'a', number: 1, items: [turn({ id: 't1' })] }, deps(GA4));
  await first.close();
  const second = open(path);

  expect(await second.settle(T0 + 600 * MINUTE, deps(GA4))).toBe(1);
  expect(rows(path, TOLD)).toEqual([{ turn: 't1', class: 'unrecognized' }]);
});

test('a settling that fails leaves everything as it was, and is done the next time', async () => {
  const path = freshPath();
  const store = open(path);
  await store.record({ writer: 'a', number: 1, items: [turn({ id: 't1' })] }, deps(GA4));
  const before = rows(path, 'SELECT * FROM events');
  const db = openDatabase(path);
  db.exec(`CREATE TRIGGER broken BEFORE INSERT ON deliveries BEGIN SELECT RAISE(ABORT, 'no'); END`);
  await expect(store.settle(AFTER, deps(GA4))).rejects.toThrow('no');
  db.exec('DROP TRIGGER broken');
  db.close();
  expect(rows(path, 'SELECT * FROM events')).toEqual(before);

  expect(await store.settle(AFTER, deps(GA4))).toBe(1);
  expect(rows(path, TOLD)).toHaveLength(1);
});

test('a locked file is unavailable, and is settled afterwards', async () => {
  const path = freshPath();
  const store = open(path);
  await store.record({ writer: 'a', number: 1, items: [turn({ id: 't1' })] }, deps(GA4));
  const other = openDatabase(path);
  other.exec('BEGIN IMMEDIATE');
  await expect(store.settle(AFTER, deps(GA4))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  other.exec('ROLLBACK');
  other.close();

  expect(await store.settle(AFTER, deps(GA4))).toBe(1);
});

test('where nothing is due nothing is written, and nobody is kept from writing', async () => {
  const path = freshPath();
  const store = open(path);
  await store.record({ writer: 'a', number: 1, items: [turn({ id: 't1' })] }, deps(GA4));
  const other = openDatabase(path);
  other.exec('BEGIN IMMEDIATE');
  const settled = await store.settle(T0 + MINUTE, deps(GA4));
  other.exec('ROLLBACK');
  other.close();

  expect(settled).toBe(0);
});

test('an event says whether it is counted or sent alone, and destinations get what is sent', async () => {
  const path = freshPath();
  const store = open(path);
  const asked = turn({ id: 't1' });
  await store.record({ writer: 'a', number: 1, items: [asked] }, deps(GA4));
  await store.record({ writer: 'a', number: 2, items: [answer(asked, 'a1')] }, deps(GA4));
  const query = { destination: 'ga4', owner: 'a', limit: 99, leaseMs: 9, now: T0 };
  const sent = (await store.outbox.claim(query)).map(({ event: { id } }) => id);

  expect(
    rows(path, `SELECT kind, only FROM v1_events WHERE kind LIKE 'message_%' ORDER BY event`),
  ).toEqual(
    expect.arrayContaining([
      { kind: 'message_received', only: 'reports' },
      { kind: 'message_unrecognized', only: 'reports' },
      { kind: 'message_reclassified', only: 'reports' },
      { kind: 'message_received', only: 'destinations' },
      { kind: 'message_recognized', only: 'destinations' },
      { kind: 'message_sent', only: null },
    ]),
  );
  expect(sent).toEqual(
    rows(path, `SELECT id FROM events WHERE only IS NOT 'reports' ORDER BY seq`).map(
      (row) => (row as { id: string }).id,
    ),
  );
});

test('only conversations that wait are in the index of those', async () => {
  const path = freshPath();
  const store = open(path);
  const asked = turn({ id: 't1' });
  await store.record({ writer: 'a', number: 1, items: [asked] }, deps());
  const waiting = 'SELECT settle_at FROM conversations';
  expect(rows(path, waiting)).toEqual([{ settle_at: T0 + MINUTE }]);
  expect(
    rows(
      path,
      `EXPLAIN QUERY PLAN SELECT number FROM conversations
       WHERE settle_at < 1 AND key IS NOT NULL ORDER BY settle_at, number LIMIT 1`,
    ),
  ).toMatchObject([{ detail: expect.stringContaining('conversations_to_settle') }]);

  await store.settle(AFTER, deps());
  expect(rows(path, waiting)).toEqual([{ settle_at: null }]);
});

test('a vote is remembered by the next process, as long as the bot runs', async () => {
  const path = freshPath();
  const voting = (id: string, vote: 'positive' | 'negative') =>
    turn({
      id,
      at: T0 + 9,
      replies: [`r-${id}`],
      calls: [{ name: 'recordFeedback', vote, messageId: 'the answer' }],
    });
  const first = openSqliteStore({ path, durability: 'balanced' });
  const items = [turn({ id: 't0', replies: ['the answer'] }), voting('t1', 'positive')];
  await first.record({ writer: 'a', number: 1, items }, deps());
  await first.close();
  const events: AnalyticsEvent[] = [];
  const watch: Interpret = (input) => {
    const answered = interpret(input);
    events.push(...answered.events);
    return answered;
  };
  const batch = { writer: 'b', number: 1, items: [voting('t2', 'negative')] };
  await open(path).record(batch, deps({ interpret: watch }));

  expect(events.find(({ kind }) => kind === 'feedback_given')?.data).toEqual({
    vote: 'negative',
    messageSessionId: 't0-s0',
    replaces: 'positive',
    messageAt: T0 + 2,
  });
  expect(rows(path, 'SELECT vote, message_at AS at FROM votes')).toEqual([
    { vote: 'negative', at: T0 + 2 },
  ]);
});

test('buttons and the stack of dialogs are known to the next process too', async () => {
  const path = freshPath();
  const stack: DialogTrace = {
    dialogs: [{ id: 'order', step: 0, instance: 'i1' }],
    prompt: { id: 'ChoicePrompt', texts: ['Which?'] },
    interrupted: false,
    ended: 'completed',
  };
  const sent = (activity: object): Fact => ({
    type: 'outgoing',
    at: T0 + 2,
    status: 'sent',
    activity: { type: 'message', attachmentCount: 0, hasValue: false, ...activity },
  });
  const asked = turn({ id: 't1' });
  const buttons = [{ type: 'quick_reply', title: 'hello' }];
  const facts = [...asked.facts, sent({ text: 'Which?', buttons }), sent({ type: 'trace', stack })];
  const first = openSqliteStore({ path, durability: 'balanced' });
  await first.record({ writer: 'a', number: 1, items: [{ ...asked, facts }] }, deps());
  await first.close();
  const next = turn({ id: 't2', at: T0 + MINUTE, replies: ['r'] });
  const on = { ...stack, dialogs: [{ id: 'order', step: 1, instance: 'i1' }] };
  const items = [{ ...next, facts: [...next.facts, sent({ type: 'trace', stack: on })] }];
  await open(path).record({ writer: 'b', number: 1, items }, deps());

  expect(
    rows(path, `SELECT kind, data FROM events WHERE turn = 't2' ORDER BY seq`).map((row) => {
      const { kind, data } = row as { kind: string; data: string };
      return [kind, (JSON.parse(data) as { reason?: string }).reason];
    }),
  ).toEqual([
    ['message_received', 'prompt_accepted'],
    ['message_recognized', 'prompt_accepted'],
    ['button_clicked', undefined],
    ['message_sent', undefined],
  ]);
});

test('where a session was seen last stands in its row', async () => {
  const path = freshPath();
  const store = open(path);
  const place = (id: string, at: number, dialogs: DialogTrace['dialogs']): CapturedTurn => {
    const asked = turn({ id, at, replies: [`r-${id}`] });
    const trace: Fact = {
      type: 'outgoing',
      at: at + 3,
      status: 'sent',
      activity: {
        type: 'trace',
        attachmentCount: 0,
        hasValue: false,
        stack: { dialogs, interrupted: false, ended: 'completed' },
      },
    };
    return { ...asked, facts: [...asked.facts, trace] };
  };
  const seen = () => rows(path, 'SELECT last_dialog AS dialog, last_step AS step FROM v1_sessions');
  const stacks: DialogTrace['dialogs'][] = [[{ id: 'order', step: 0 }], [{ id: 'plain' }], []];
  const expected = [
    { dialog: 'order', step: 0 },
    { dialog: 'plain', step: null },
    { dialog: null, step: null },
  ];
  for (const [i, dialogs] of stacks.entries()) {
    const items = [place(`t${i}`, T0 + i * 10, dialogs)];
    await store.record({ writer: 'a', number: i + 1, items }, deps());
    expect(seen()).toEqual([expected[i]]);
  }
  const span = { from: Q0, to: Q0 + 1, dialog: 'order' };
  expect(await store.reads.sessions({ ...span, by: 'activity', fields: [] })).toHaveLength(1);
});
