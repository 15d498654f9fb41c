/** What is read of a damaged file without SQLite's help. */

import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';

import type { DatabaseLike } from '../../../src/record/sqlite/driver.ts';
import { MIGRATIONS, migrateTo } from '../../../src/record/sqlite/migrations.ts';
import { openPages } from '../../../src/record/sqlite/salvage/pages.ts';
import { salvage } from '../../../src/record/sqlite/salvage/salvage.ts';
import { tablesOf } from '../../../src/record/sqlite/salvage/tables.ts';
import { PAGE_BYTES, patch, randomFrom, spoilPage } from '../../faults/damage.ts';
import { openDatabase, single } from '../../support/database.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { fillStore } from './full-store.ts';

const TURNS = 450;

let folder = '';
let full = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'botbuilder-analytics-'));
  full = join(folder, 'full.db');
  await fillStore(full, TURNS);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A copy to be damaged, with its log if it has one. */
function copyOf(path: string): string {
  const copy = join(temporaryFolder(), 'bot.db');
  copyFileSync(path, copy);
  return copy;
}

async function salvaged(path: string, version = MIGRATIONS.length, maxMs = 60_000) {
  const db = openDatabase(':memory:');
  onTestFinished(() => void db.close());
  migrateTo(db, version);
  const pages = openPages(path);
  const tables = await salvage(pages, db, { maxMs, isStopping: () => false });
  pages.close();
  const partial = tables.filter(({ isPartial }) => isPartial).map(({ name }) => name);
  return { db, tables, partial };
}

function contentOf(db: DatabaseLike): Record<string, unknown[]> {
  const names = tablesOf(db).map(({ name }) => name);
  return Object.fromEntries(names.map((name) => [name, db.prepare(`SELECT * FROM ${name}`).all()]));
}

/** All rows, as texts that begin with the name of their table. */
function namedRows(db: DatabaseLike): string[] {
  return Object.entries(contentOf(db)).flatMap(([name, rows]) =>
    rows.map((row) => `${name} ${JSON.stringify(row)}`),
  );
}

function original(): DatabaseLike {
  const db = openDatabase(full, { readonly: true });
  onTestFinished(() => void db.close());
  return db;
}

test('of a file that is whole all is read as SQLite reads it, and counted', async () => {
  const { db, tables, partial } = await salvaged(full);
  const expected = contentOf(original());

  expect(contentOf(db)).toEqual(expected);
  expect(partial).toEqual([]);
  expect(Object.fromEntries(tables.map(({ name, rows }) => [name, rows]))).toEqual(
    Object.fromEntries(Object.entries(expected).map(([name, rows]) => [name, rows.length])),
  );
});

test('what is only in the log is read, and what was not committed is not', async () => {
  const path = copyOf(full);
  const db = openDatabase(path);
  onTestFinished(() => void db.close());
  db.exec(`PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = 1;
    DELETE FROM events WHERE seq % 7 = 0; UPDATE users SET key = 'changed' WHERE number % 2 = 0;
    INSERT INTO meta VALUES ('long', '${'long '.repeat(20_000)}'), ('whole', 12), ('half', 0.5)`);
  const expected = contentOf(db);
  db.exec(`BEGIN; DELETE FROM users; UPDATE events SET kind = 'nonsense'`);
  const found = await salvaged(path);

  expect(contentOf(found.db)).toEqual(expected);
  expect(single(found.db, `SELECT typeof(value) FROM meta WHERE name = 'whole'`)).toBe('integer');
  expect(found.partial).toEqual([]);
});

test.for(['001', '002', '003', '004', '005'])('a file of schema %s is read', async (schema) => {
  const path = join(temporaryFolder(), 'bot.db');
  const db = openDatabase(path);
  onTestFinished(() => void db.close());
  db.exec('PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY');
  db.exec(readFileSync(join(__dirname, 'schemas', `${schema}.sql`), 'utf8'));
  const found = await salvaged(path, Number(schema));

  expect(contentOf(found.db)).toEqual(contentOf(db));
  expect(found.partial).toEqual([]);
});

let known: ReadonlySet<string> | undefined;

/** Pages of every role that a page can have. */
const PAGES: readonly { readonly what: string; readonly sql: string }[] = [
  { what: 'the first', sql: 'SELECT 1' },
  {
    what: 'a leaf of the schema',
    sql: `SELECT max(pageno) FROM dbstat WHERE name = 'sqlite_schema' AND pagetype = 'leaf'`,
  },
  ...['events', 'seen_activities', 'presence'].flatMap((name) => [
    {
      what: `the root of ${name}`,
      sql: `SELECT rootpage FROM sqlite_schema WHERE name = '${name}'`,
    },
    {
      what: `a leaf of ${name}`,
      sql: `SELECT pageno FROM dbstat WHERE name = '${name}' AND pagetype = 'leaf' LIMIT 1 OFFSET 3`,
    },
  ]),
  {
    what: 'an index',
    sql: `SELECT pageno FROM dbstat WHERE name = 'events_by_time' AND pagetype = 'leaf'`,
  },
];

test.for(PAGES)('when one page is spoilt, $what, 95 % of the rows are saved', async ({ sql }) => {
  const path = copyOf(full);
  spoilPage(path, single(original(), sql) as number, randomFrom(1));
  const { db } = await salvaged(path);

  const saved = namedRows(db);
  known ??= new Set(namedRows(original()));

  expect(saved.length / known.size).toBeGreaterThanOrEqual(0.95);
  expect(saved.filter((row) => !known?.has(row))).toEqual([]);
});

test('of which tables rows are missing is told, and no others', async () => {
  const path = copyOf(full);
  const [leaf, index] = ['sessions', 'events_by_time'].map(
    (name) =>
      single(
        original(),
        `SELECT pageno FROM dbstat WHERE name = '${name}' AND pagetype = 'leaf' LIMIT 1 OFFSET 2`,
      ) as number,
  );
  spoilPage(path, leaf!, randomFrom(2));
  spoilPage(path, index!, randomFrom(3));
  const { partial, tables } = await salvaged(path);

  expect(partial).toEqual(['sessions']);
  expect(tables.find(({ name }) => name === 'sessions')!.rows).toBeLessThan(TURNS);
});

test('what was deleted does not come back from pages that are free', async () => {
  const path = copyOf(full);
  const db = openDatabase(path);
  db.exec(`DELETE FROM events WHERE seq < (SELECT max(seq) FROM events) / 2`);
  const kept = single(db, 'SELECT count(*) FROM events') as number;
  const root = single(db, `SELECT rootpage FROM sqlite_schema WHERE name = 'events'`) as number;
  expect(single(db, 'PRAGMA freelist_count')).toBeGreaterThan(10);
  db.close();
  spoilPage(path, root, randomFrom(4));
  const found = await salvaged(path);
  const rows = single(found.db, 'SELECT count(*) FROM events') as number;

  expect(rows).toBeLessThanOrEqual(kept);
  expect(rows).toBeGreaterThan(0.95 * kept);
});

test('a row that is no row of its table is left out', async () => {
  const path = copyOf(full);
  const db = openDatabase(path);
  db.exec('PRAGMA ignore_check_constraints = ON');
  db.exec(`UPDATE sessions SET state = '{"no": json' WHERE number = 1`);
  db.close();
  const { partial, tables } = await salvaged(path);

  expect(partial).toEqual(['sessions']);
  expect(tables.find(({ name }) => name === 'sessions')!.rows).toBe(
    (contentOf(original())['sessions'] ?? []).length - 1,
  );
});

test('when the time is over the rest is left out, and told', async () => {
  const { partial, tables } = await salvaged(full, MIGRATIONS.length, -1);

  expect(tables.every(({ rows }) => rows === 0)).toBe(true);
  expect(partial).toHaveLength(tables.length);
});

test('when the time is over not even the schema is looked for on all pages', async () => {
  const path = copyOf(full);
  spoilPage(path, 1, randomFrom(1));
  const read = new Set<number>();
  const pages = openPages(path);
  const counted = { ...pages, read: (number: number) => (read.add(number), pages.read(number)) };
  const db = openDatabase(':memory:');
  onTestFinished(() => void db.close());
  migrateTo(db, MIGRATIONS.length);
  await salvage(counted, db, { maxMs: -1, isStopping: () => false });
  pages.close();

  expect(read.size).toBeLessThan(pages.count / 4);
});

test('when the time is over the pages of indexes are left out as well', async () => {
  const read: number[] = [];
  const pages = openPages(full);
  const counted = { ...pages, read: (number: number) => (read.push(number), pages.read(number)) };
  const db = openDatabase(':memory:');
  onTestFinished(() => void db.close());
  migrateTo(db, MIGRATIONS.length);
  await salvage(counted, db, { maxMs: -1, isStopping: () => false });
  pages.close();

  expect(read.length).toBeLessThan(12);
});

test('pages that lead in a circle come to an end', async () => {
  const path = copyOf(full);
  const root = single(
    original(),
    `SELECT rootpage FROM sqlite_schema WHERE name = 'events'`,
  ) as number;
  patch(path, (bytes) => {
    // every child of the root is the root itself
    const at = (root - 1) * PAGE_BYTES;
    const cells = bytes.readUInt16BE(at + 3);
    for (let i = 0; i < cells; i++)
      bytes.writeUInt32BE(root, at + bytes.readUInt16BE(at + 12 + 2 * i));
    bytes.writeUInt32BE(root, at + 8);
  });
  const { partial } = await salvaged(path);

  expect(partial).toEqual(['events']);
});
