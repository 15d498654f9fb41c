/** What is special about recording into a SQLite file. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Interpret, InterpretInput } from '../../../src/interpret/interpretation.ts';
import { interpret } from '../../../src/interpret/interpret.ts';
import { pseudonyms } from '../../../src/record/pseudonyms.ts';
import { openForWriting } from '../../../src/record/sqlite/connection.ts';
import type { DatabaseLike } from '../../../src/record/sqlite/driver.ts';
import { journalOn } from '../../../src/record/sqlite/outbox.ts';
import { recorderOn } from '../../../src/record/sqlite/recorder.ts';
import { openSqliteStore } from '../../../src/record/sqlite/store.ts';
import { openDatabase, single } from '../../support/database.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { QUARTER, T0, deps, turn } from '../turns.ts';

const freshPath = (): string => join(temporaryFolder(), 'bot.db');

function connection(path = freshPath()): DatabaseLike {
  const db = openForWriting(path, 'balanced');
  onTestFinished(() => void db.close());
  return db;
}

function recorder(db: DatabaseLike) {
  return recorderOn(db, pseudonyms(Buffer.alloc(32, 1)), journalOn(db));
}

/** Every row of every table, as text. */
function dump(db: DatabaseLike): string {
  const tables = db
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
    .all() as { name: string }[];
  return JSON.stringify(
    tables.map(({ name }) => [name, db.prepare(`SELECT * FROM "${name}"`).all()]),
  );
}

const manyTurns = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) =>
    turn({
      id: `t${from + index}`,
      user: `user ${from + index}`,
      conversation: `c${from + index}`,
      replies: [`r${from + index}`],
    }),
  );

test('a disk that is full leaves nothing of the batch, and the batch fits once there is room', () => {
  const db = connection();
  const { record, lastBatch } = recorder(db);
  record({ writer: 'w', number: 1, items: manyTurns(0, 5) }, deps({ destinations: ['ga4'] }));
  const before = dump(db);
  const batch = { writer: 'w', number: 2, items: manyTurns(100, 400) };
  db.exec(`PRAGMA max_page_count = ${Number(single(db, 'PRAGMA page_count')) + 5}`);

  expect(() => record(batch, deps({ destinations: ['ga4'] }))).toThrow(
    expect.objectContaining({ code: 'STORE_UNAVAILABLE', details: { code: 'SQLITE_FULL' } }),
  );
  expect(dump(db)).toBe(before);

  db.exec('PRAGMA max_page_count = 1000000');
  expect(record(batch, deps({ destinations: ['ga4'] }))).toMatchObject({ stored: 800 });
  expect(lastBatch('w')?.number).toBe(2);
});

test('whatever statement fails, nothing of the batch stays, in the file or in memory', () => {
  const tables = ['conversations', 'sessions', 'participants', 'users', 'user_identities'];
  tables.push('user_channels', 'presence', 'counters', 'events', 'deliveries', 'writers', 'meta');
  for (const table of tables) {
    const db = connection();
    const { record } = recorder(db);
    const batch = { writer: 'w', number: 1, items: manyTurns(0, 3) };
    const before = dump(db);
    db.exec(`CREATE TRIGGER broken BEFORE INSERT ON ${table} BEGIN SELECT RAISE(ABORT, 'no'); END`);
    expect(() => record(batch, deps({ destinations: ['ga4'] })), table).toThrow('no');
    db.exec('DROP TRIGGER broken');
    expect(dump(db), table).toBe(before);

    expect(record(batch, deps({ destinations: ['ga4'] })), table).toEqual({
      stored: 6,
      duplicate: 0,
      dropped: {},
    });
    expect(single(db, 'SELECT count(*) FROM users'), table).toBe(3);
  }
});

test('a locked file is unavailable, and the same batch goes in afterwards', async () => {
  const path = freshPath();
  const store = openSqliteStore({ path, durability: 'balanced' });
  const other = openDatabase(path);
  const batch = { writer: 'w', number: 1, items: [turn({ id: 't1' })] };
  other.exec('BEGIN IMMEDIATE');
  await expect(store.record(batch, deps())).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  other.exec('ROLLBACK');
  other.close();

  expect(await store.record(batch, deps())).toMatchObject({ stored: 1 });
  await store.close();
});

test('two connections that write one file see what the other has changed', () => {
  const path = freshPath();
  const [a, b] = [recorder(connection(path)), recorder(connection(path))];
  const inputs: InterpretInput[] = [];
  const watch: Interpret = (input) => (inputs.push(input), interpret(input));
  const go = (who: typeof a, writer: string, number: number, at: number) =>
    who.record(
      { writer, number, items: [turn({ id: `${writer}${number}`, at: T0 + at })] },
      deps({ interpret: watch, destinations: ['ga4'] }),
    );
  go(a, 'a', 1, 0);
  go(b, 'b', 1, 1);
  go(a, 'a', 2, 2);
  go(b, 'b', 2, 3);

  expect(inputs.map(({ known }) => known.participant?.session?.received ?? 0)).toEqual([
    0, 1, 2, 3,
  ]);
  expect(inputs.map(({ known }) => known.user?.number)).toEqual([1, 1, 1, 1]);
  expect(inputs.map(({ known }) => known.conversation?.recentTurns.length)).toEqual([0, 1, 2, 3]);
});

test('what is remembered is what is stored: with and without a cache the tables are the same', () => {
  const items = Array.from({ length: 60 }, (_, index) =>
    turn({
      id: `t${index}`,
      user: `user ${index % 4}`,
      conversation: `c${index % 3}`,
      at: T0 + ((index * 7) % 11) * QUARTER + index,
      replies: index % 2 ? [`r${index}`] : [],
      calls: index % 5 ? [] : [{ name: 'setResult', result: `result ${index % 3}` }],
      origin: {
        test: index % 7 === 0,
        ...(index % 6 === 0 && { identity: `person ${index % 2}` }),
      },
    }),
  );
  const byOne = connection();
  const one = recorder(byOne);
  const path = freshPath();
  for (const [index, item] of items.entries()) {
    one.record({ writer: 'w', number: index + 1, items: [item] }, deps());
    const fresh = openForWriting(path, 'balanced');
    recorder(fresh).record({ writer: 'w', number: index + 1, items: [item] }, deps());
    fresh.close();
  }
  const allAtOnce = connection();
  recorder(allAtOnce).record({ writer: 'w', number: items.length, items }, deps());

  expect(contents(connection(path))).toEqual(contents(byOne));
  expect(contents(allAtOnce)).toEqual(contents(byOne));
});

const CONTENTS = [
  'SELECT * FROM users ORDER BY number',
  'SELECT * FROM user_channels ORDER BY user, channel, test',
  'SELECT * FROM conversations ORDER BY number',
  'SELECT * FROM participants ORDER BY number',
  'SELECT * FROM sessions ORDER BY number',
  'SELECT * FROM session_quarters ORDER BY session, quarter',
  'SELECT * FROM marks ORDER BY session, kind, label, quarter, segment',
  'SELECT * FROM presence ORDER BY quarter, segment, user',
  'SELECT * FROM counters ORDER BY quarter, segment',
  'SELECT * FROM label_counters WHERE value <> 0 ORDER BY quarter, segment, kind, label',
  'SELECT * FROM response_times ORDER BY quarter, segment, dialog, bucket',
  'SELECT * FROM phrase_uses ORDER BY at, segment, phrase, class, user',
  'SELECT * FROM events ORDER BY seq',
];

function contents(db: DatabaseLike): unknown[] {
  return CONTENTS.map((sql) => db.prepare(sql).all());
}

test('the views show instants as people write them, and no state', async () => {
  const db = connection();
  const items = [turn({ id: 't1', at: T0 + 7, replies: ['r1'] })];
  recorder(db).record({ writer: 'w', number: 1, items }, deps());
  const first = (view: string) => db.prepare(`SELECT * FROM ${view}`).get();

  expect(first('v1_users')).toMatchObject({
    channel: 'webchat',
    first_act_at: '2026-01-05T12:00:00.007Z',
  });
  expect(first('v1_sessions')).toMatchObject({
    bot: 'pizza',
    started_at: '2026-01-05T12:00:00.007Z',
    received: 1,
  });
  expect(first('v1_counters')).toMatchObject({
    quarter: '2026-01-05T12:00:00Z',
    channel: 'webchat',
    value: 1,
  });
  expect(first('v1_events')).toMatchObject({ at: '2026-01-05T12:00:00.007Z', locale: 'unknown' });
  expect(first('v1_segments')).toMatchObject({ segment: 1, bot: 'pizza' });
});

test('no id and no word of a user is in the file', async () => {
  const path = freshPath();
  const store = openSqliteStore({ path, durability: 'balanced' });
  const canaries = [
    'canary-user',
    'canary-conversation',
    'canary-activity',
    'canary-reply',
    'canary-name',
  ];
  const item = turn({
    id: 't1',
    user: 'canary-user',
    conversation: 'canary-conversation',
    incoming: 'canary-activity',
    replies: ['canary-reply'],
    calls: [{ name: 'identify', userId: 'canary-name' }],
  });
  await store.record({ writer: 'w', number: 1, items: [item] }, deps({ destinations: ['ga4'] }));
  await store.close();
  const bytes = readFileSync(path);

  expect(bytes.includes('pizza')).toBe(true);
  expect([...canaries, 'hello'].filter((canary) => bytes.includes(canary))).toEqual([]);
});
