/**
 * One writer of `stores.ts`, in a process of its own: records batches into a store, or keeps the same turns
 * in one of the ways that anybody would write down in an hour.
 *
 * Arguments: JSON of the task. It is told which way by messages, and answers when a round is over.
 */

import { once } from 'node:events';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from 'pg';

import { AnalyticsError } from '../../src/model/errors.ts';
import type { CapturedTurn } from '../../src/model/turn.ts';
import { openStore } from '../../src/record/open.ts';
import { loadDriver } from '../../src/record/sqlite/driver.ts';
import { deps, turn } from '../record/turns.ts';
import { WAYS } from './store-ways.ts';
import type { Task, Way } from './store-ways.ts';

type Write = (turns: readonly CapturedTurn[]) => void | Promise<void>;

const task = JSON.parse(process.argv[2] ?? '{}') as Task;

/** Time of the first turn. */
const START = Date.UTC(2026, 0, 5, 12);

function batch(number: number): readonly CapturedTurn[] {
  const { writer, batchSize, users } = task;
  return Array.from({ length: batchSize }, (_, i) => {
    const n = number * batchSize + i;
    const user = `u${((n + 1) * 7_919 * (writer + 1)) % users}`;
    const id = `${writer}-${n}`;
    return turn({ id, user, conversation: `c-${user}`, at: START + n * 20, replies: [`r-${id}`] });
  });
}

async function recorder(): Promise<Write> {
  const { store, durability, writer } = task;
  const opened = await untilFree(() => openStore({ store, durability, idKey: undefined }));
  let number = 0;
  return async (items) => {
    const next = { writer: `w${writer}`, number: ++number, items };
    await untilFree(() => opened.record(next, deps()));
  };
}

/** What is locked by another writer is tried again, as the recorder of a bot does. */
async function untilFree<Result>(work: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!AnalyticsError.is(error) || error.code !== 'STORE_UNAVAILABLE') throw error;
      await sleep(Math.random() * 20);
    }
  }
}

// ---- the other ways ----------------------------------------------------------------------------

type BareRow = readonly [id: string, kind: string, at: number, data: string];

function turnRow({ origin, facts }: CapturedTurn): BareRow {
  return [origin.turnId, 'turn', origin.at, JSON.stringify({ origin, facts })];
}

/** Rows of about the size of an event. */
function eventRows({ origin, facts }: CapturedTurn): readonly BareRow[] {
  const data = JSON.stringify(facts).slice(0, 150);
  return [0, 1, 2, 3].map((i) => [`${origin.turnId}-${i}`, 'message_received', origin.at, data]);
}

/** Keeps rows in a table of the same kind of database. */
function bareWriter(way: 'turns' | 'events'): Write | Promise<Write> {
  const rowsOf = (turns: readonly CapturedTurn[]): readonly BareRow[] =>
    way === 'turns' ? turns.map(turnRow) : turns.flatMap(eventRows);
  return task.store.kind === 'sqlite' ? inSqlite(way, rowsOf) : inPostgres(way, rowsOf);
}

type Rows = (turns: readonly CapturedTurn[]) => readonly BareRow[];

function inSqlite(way: Way, rowsOf: Rows): Write {
  const Driver = loadDriver();
  const db = new Driver(`${task.beside}-${way}.db`, {
    readonly: false,
    fileMustExist: false,
    timeout: 60_000,
  });
  db.exec(`PRAGMA journal_mode = WAL;
    PRAGMA synchronous = ${task.durability === 'strict' ? 'FULL' : 'NORMAL'};
    CREATE TABLE IF NOT EXISTS bare (id TEXT, kind TEXT, at INTEGER, data TEXT)`);
  const insert = db.prepare('INSERT INTO bare VALUES (?, ?, ?, ?)');
  return (turns) => {
    db.exec('BEGIN IMMEDIATE');
    for (const row of rowsOf(turns)) insert.run(...row);
    db.exec('COMMIT');
  };
}

async function inPostgres(way: Way, rowsOf: Rows): Promise<Write> {
  const { store } = task;
  if (store.kind !== 'postgres') throw new Error('no PostgreSQL');
  const client = new Client({ connectionString: store.options.url });
  await client.connect();
  const table = `bare_${store.options.schema}_${way}`;
  await client
    .query(`CREATE TABLE IF NOT EXISTS ${table} (id text, kind text, at bigint, data text)`)
    .catch(() => undefined); // another writer was quicker
  return async (turns) => {
    const rows = rowsOf(turns);
    const columns = [0, 1, 2, 3].map((i) => rows.map((row) => row[i]));
    await client.query(
      `INSERT INTO ${table} SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[])`,
      columns,
    );
  };
}

function fileWriter(): Write {
  const file = openSync(`${task.beside}-${task.writer}.jsonl`, 'a');
  process.once('exit', () => closeSync(file));
  return (turns) => {
    writeSync(file, `${turns.map((each) => turnRow(each).at(-1)).join('\n')}\n`);
    if (task.durability === 'strict') fsyncSync(file);
  };
}

// ---- the process -------------------------------------------------------------------------------

async function main(): Promise<void> {
  const writers: Readonly<Record<Way, Write>> = {
    recorded: await recorder(),
    turns: await bareWriter('turns'),
    events: await bareWriter('events'),
    file: fileWriter(),
  };
  const numbers: Record<Way, number> = { recorded: 0, turns: 0, events: 0, file: 0 };
  for (const way of WAYS) await writers[way](batch(numbers[way]++)); // what is new at first, and warm
  process.send?.('open');
  for (;;) {
    const way = await nextWord();
    const batches = Array.from({ length: task.batches }, () => batch(numbers[way]++));
    process.send?.('ready');
    await nextWord();
    for (const turns of batches) await writers[way](turns);
    process.send?.('done');
  }
}

async function nextWord(): Promise<Way> {
  const [way] = (await once(process, 'message')) as [Way];
  return way;
}

void main();
