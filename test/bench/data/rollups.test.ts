/** The years of the benchmarks are made faster than the recorder could: they have to be what it would store. */

import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

import { loadDriver } from '../../../src/record/sqlite/driver.ts';
import type { DatabaseLike } from '../../../src/record/sqlite/driver.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { recordYear } from './recorded.ts';
import { rollupWriter } from './rollups.ts';
import { yearOf } from './year.ts';

const SIZE = { messages: 2_000, users: 200 };

/** What reports are answered from, whatever else the recorder keeps. Keys of users differ: there they are made by its secret. */
const TABLES = {
  presence: '*',
  counters: '*',
  label_counters: '*',
  segments: '*',
  users: 'number, first_act_at, first_test_act_at, identity, agreed',
  user_channels: 'user, channel, test, first_act_at, last_act_at, received, sent, sessions',
  meta: "* FROM meta WHERE name IN ('first_quarter', 'facts') --",
} as const;

test('a year that is written at once is the one that the recorder stores', async () => {
  const folder = temporaryFolder();
  const [recorded, written] = [join(folder, 'recorded.db'), join(folder, 'written.db')];
  const store = await recordYear(recorded, { ...SIZE, turns: 'bare' });
  await store.close();

  const writer = await rollupWriter(written);
  for (const turns of yearOf(SIZE)) await writer.write(turns);
  await writer.finish();

  const [expected, actual] = [open(recorded), open(written)].map(contentOf);
  expect(actual).toEqual(expected);
  expect(expected?.['presence']?.length).toBeGreaterThan(150);
});

function open(path: string): DatabaseLike {
  const Driver = loadDriver();
  const db = new Driver(path, { readonly: true, fileMustExist: true, timeout: 1_000 });
  onTestFinished(() => void db.close());
  return db;
}

function contentOf(db: DatabaseLike): Readonly<Record<string, readonly unknown[]>> {
  return Object.fromEntries(
    Object.entries(TABLES).map(([table, columns]) => [
      table,
      db.prepare(`SELECT ${columns} FROM ${table}`).all(),
    ]),
  );
}
