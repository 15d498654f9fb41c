/**
 * One writer of `stores.ts`, in a process of its own: records batches into a store, or the same events
 * as bare rows.
 *
 * Arguments: JSON of the task.
 */

import { setTimeout as sleep } from 'node:timers/promises';

import { AnalyticsError } from '../../src/model/errors.ts';
import type { StoreDescriptor } from '../../src/model/settings.ts';
import { openStore } from '../../src/record/open.ts';
import { loadDriver } from '../../src/record/sqlite/driver.ts';
import { deps, turn } from '../record/turns.ts';
import { Client } from 'pg';

export interface Task {
  readonly store: StoreDescriptor;
  readonly durability: 'balanced' | 'strict';
  readonly writer: number;
  readonly batches: number;
  readonly batchSize: number;
  readonly users: number;
  /** Bare rows instead of recording. */
  readonly isBare: boolean;
}

const task = JSON.parse(process.argv[2] ?? '{}') as Task;

/** Time of the first turn. */
const START = Date.UTC(2026, 0, 5, 12);

function batch(number: number) {
  const { writer, batchSize, users } = task;
  return Array.from({ length: batchSize }, (_, i) => {
    const n = number * batchSize + i;
    const user = `u${((n + 1) * 7_919 * (writer + 1)) % users}`;
    const id = `${writer}-${n}`;
    return turn({ id, user, conversation: `c-${user}`, at: START + n * 20, replies: [`r-${id}`] });
  });
}

/** Rows of about the size of an event. */
function bareRows(number: number): readonly (readonly [string, string, number, string])[] {
  return batch(number).flatMap(({ origin, facts }) =>
    [0, 1, 2, 3].map(
      (i) =>
        [
          `${origin.turnId}-${i}`,
          'message_received',
          origin.at,
          JSON.stringify(facts).slice(0, 150),
        ] as const,
    ),
  );
}

async function recorder(): Promise<(number: number) => Promise<void>> {
  const { store, durability, writer } = task;
  const opened = await untilFree(() => openStore({ store, durability, idKey: undefined }));
  return async (number) => {
    const items = batch(number);
    const next = { writer: `w${writer}`, number: number + 1, items };
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

async function bareWriter(): Promise<(number: number) => Promise<void>> {
  const { store } = task;
  if (store.kind === 'sqlite') {
    const Driver = loadDriver();
    const db = new Driver(store.options.path, {
      readonly: false,
      fileMustExist: false,
      timeout: 60_000,
    });
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${task.durability === 'strict' ? 'FULL' : 'NORMAL'};
      CREATE TABLE IF NOT EXISTS bare (id TEXT, kind TEXT, at INTEGER, data TEXT)`);
    const insert = db.prepare('INSERT INTO bare VALUES (?, ?, ?, ?)');
    return async (number) => {
      db.exec('BEGIN IMMEDIATE');
      for (const row of bareRows(number)) insert.run(...row);
      db.exec('COMMIT');
    };
  }
  const client = new Client({ connectionString: store.options.url });
  await client.connect();
  await client
    .query('CREATE TABLE IF NOT EXISTS bare (id text, kind text, at bigint, data text)')
    .catch(() => undefined);
  return async (number) => {
    const rows = bareRows(number);
    const columns = [0, 1, 2, 3].map((i) => rows.map((row) => row[i]));
    await client.query(
      'INSERT INTO bare SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[])',
      columns,
    );
  };
}

async function main(): Promise<void> {
  const write = await (task.isBare ? bareWriter() : recorder());
  await write(0); // what is new at first, and warm
  process.send?.('ready');
  process.once('message', () => {
    void (async () => {
      for (let number = 1; number <= task.batches; number++) await write(number);
      process.send?.('done', () => process.exit(0));
    })();
  });
}

void main();
