/** What can be wrong with a file, and what is said about it. */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AnalyticsError } from '../../../src/model/errors.ts';
import { openReader, openStore } from '../../../src/record/open.ts';
import { loadDriver } from '../../../src/record/sqlite/driver.ts';
import type { DatabaseLike } from '../../../src/record/sqlite/driver.ts';
import { whileOpen } from '../../../src/record/sqlite/failure.ts';
import { MIGRATIONS, migrate, migrateTo } from '../../../src/record/sqlite/migrations.ts';
import { openSqliteReader, openSqliteStore } from '../../../src/record/sqlite/store.ts';
import { openDatabase, single } from '../../support/database.ts';
import { readOnlyFolder, temporaryFolder } from '../../support/folder.ts';
import { SETTINGS, T0, deps, turn } from '../turns.ts';

const freshPath = (): string => join(temporaryFolder(), 'bot.db');

function open(path: string, idKey?: string) {
  return openSqliteStore({ path, idKey, durability: 'balanced' });
}

function codeOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return AnalyticsError.is(error) ? error.code : String(error);
  }
}

/** Never change a migration that was released: add another one, and its hash here. */
const HASHES = [
  '81021ce3017ff05c17805109576b6fb718d9e0f964f532c32143d736bd02a029',
  'fe599bdb34c1f1e3d9e7c83c6e9a4d09ec79c0f4a74ce3092036b54e5eeb848e',
  'aa2e00e31220660d91eaff7992e00e05f63e394a822a6223fb27c5122b64f740',
  '64f71742dd3f33b10f9c448184cb6a10451114113ae0354ac1c0f4c5a987fd39',
  'c2efe650714ff2a63361075b05f59772dcbd91925181fe7e2e6119867a7ecd68',
  '6da59fb7144cda95b8869af3a7fab4b7069d27a93f05e7e551a3c4eeec350cc0',
];

test('released migrations are never edited: add a new one instead', () => {
  expect(MIGRATIONS.map((sql) => createHash('sha256').update(sql).digest('hex'))).toEqual(HASHES);
});

/** All that a file says of itself, and all that is in it. */
function saidBy(db: DatabaseLike): unknown {
  const schema = db
    .prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name')
    .all() as readonly { readonly type: string; readonly name: string }[];
  const rows = schema
    .filter(({ type }) => type === 'table')
    .map(({ name }) => [name, db.prepare(`SELECT * FROM "${name}"`).all()]);
  const marks = ['application_id', 'user_version', 'encoding', 'auto_vacuum', 'page_size'];
  return { schema, rows, marks: marks.map((mark) => single(db, `PRAGMA ${mark}`)) };
}

test('a new file is, to the letter, what all migrations make of one', () => {
  const [created, migrated] = [openDatabase(freshPath()), openDatabase(freshPath())];
  migrate(created, 'a new file');
  migrateTo(migrated, MIGRATIONS.length);

  expect(saidBy(created)).toEqual(saidBy(migrated));
  created.close();
  migrated.close();
});

test('each migration leads to the version of its place', () => {
  const db = openDatabase(freshPath());
  for (const [index, sql] of MIGRATIONS.entries()) {
    db.exec(sql);
    expect(single(db, 'PRAGMA user_version')).toBe(index + 1);
  }
  db.close();
});

test('a fresh file is made for the bot alone, in WAL, at the latest version', async () => {
  const path = freshPath();
  const store = open(path);

  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect((await store.counts()).version).toBe(MIGRATIONS.length);
  const other = openDatabase(path, { readonly: true });
  expect(single(other, 'PRAGMA journal_mode')).toBe('wal');
  other.close();
  await store.close();
});

test('a file is opened again with all that is in it', async () => {
  const path = freshPath();
  const first = open(path);
  await first.record({ writer: 'w', number: 1, items: [turn({ id: 't1' })] }, deps());
  const key = first.deriveKey('x');
  await first.close();
  const second = open(path);

  expect((await second.counts()).facts).toBe(1);
  expect(second.deriveKey('x')).toBe(key);
  await second.record({ writer: 'v', number: 1, items: [turn({ id: 't2' })] }, deps());
  expect((await second.counts()).users).toBe(1);
  await second.close();
});

const GARBAGE = 'these are notes and no database, and there are many of them. '.repeat(100);

test.for([
  {
    what: 'a newer version',
    code: 'STORE_TOO_NEW',
    make: (path: string) => {
      const db = openDatabase(path);
      db.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}`);
      db.close();
    },
  },
  {
    what: 'another program’s database',
    code: 'STORE_NOT_A_DATABASE',
    make: (path: string) => {
      const db = openDatabase(path);
      db.exec('CREATE TABLE customers (id INTEGER)');
      db.close();
    },
  },
  {
    what: 'another program’s database of our version',
    code: 'STORE_NOT_A_DATABASE',
    make: (path: string) => {
      const db = openDatabase(path);
      db.exec(`CREATE TABLE customers (id INTEGER); PRAGMA user_version = ${MIGRATIONS.length}`);
      db.close();
    },
  },
  {
    what: 'no database',
    code: 'STORE_NOT_A_DATABASE',
    make: (path: string) => writeFileSync(path, GARBAGE),
  },
])('$what is refused with $code, to writers and readers, and left as it is', ({ code, make }) => {
  const path = freshPath();
  make(path);
  const before = readFileSync(path);

  expect(codeOf(() => open(path))).toBe(code);
  expect(codeOf(() => openSqliteReader({ path }))).toBe(code);
  expect(readFileSync(path).equals(before)).toBe(true);
});

test('a folder that is a file, and a file that is a folder, are unwritable', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'file'), '');
  mkdirSync(join(folder, 'folder.db'));

  expect(codeOf(() => open(join(folder, 'file', 'bot.db')))).toBe('STORE_UNWRITABLE');
  expect(codeOf(() => open(join(folder, 'folder.db')))).toBe('STORE_UNWRITABLE');
  expect(codeOf(() => open(join(folder, 'missing', 'bot.db')))).toBe('STORE_UNWRITABLE');
});

test('a folder without the right to write is unwritable', () => {
  expect(codeOf(() => open(join(readOnlyFolder(), 'bot.db')))).toBe('STORE_UNWRITABLE');
});

test('an error names the file, the reason and what to do', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'notes.db'), GARBAGE);

  expect(() => open(join(folder, 'notes.db'))).toThrow(
    /notes\.db could not be opened \(SQLITE_NOTADB\)\. Point `store` at another path/u,
  );
});

test('a reader never creates a file, nor anything in it', () => {
  const path = freshPath();

  expect(codeOf(() => openSqliteReader({ path }))).toBe('STORE_MISSING');
  expect(existsSync(path)).toBe(false);
  writeFileSync(path, '');
  expect(codeOf(() => openSqliteReader({ path }))).toBe('STORE_MISSING');
  expect(statSync(path).size).toBe(0);
  expect(codeOf(() => openSqliteReader({ path: ':memory:' }))).toBe('STORE_MISSING');
});

test('a reader sees what the recorder commits, and cannot write', async () => {
  const store = { kind: 'sqlite', options: { path: freshPath() } } as const;
  const writer = await openStore({
    store,
    durability: 'strict',
    interpret: SETTINGS,
    patterns: { fallbackTexts: [], handoverPhrases: [] },
    destinations: [],
  });
  const reader = await openReader(store);
  await writer.record({ writer: 'w', number: 1, items: [turn({ id: 't1' })] }, deps());

  expect((await reader.counts()).facts).toBe(1);
  expect(await reader.reads.firstFactAt()).toBe(T0);
  expect(reader).not.toHaveProperty('record');
  await reader.close();
  await reader.close();
  await writer.close();
});

test('a driver that cannot be loaded says so, with its reason as the cause', () => {
  const reason = new Error('Could not locate the bindings file');

  expect(() =>
    loadDriver(() => {
      throw reason;
    }),
  ).toThrow(expect.objectContaining({ code: 'DRIVER_MISSING', cause: reason }));
});

test('only errors that may pass are called unavailable', () => {
  const of = (code: string) => Object.assign(new Error(code), { code });

  for (const code of ['SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT', 'SQLITE_FULL', 'SQLITE_IOERR_WRITE']) {
    expect(whileOpen(of(code))).toMatchObject({ code: 'STORE_UNAVAILABLE', details: { code } });
  }
  for (const error of [of('SQLITE_CONSTRAINT'), new TypeError('x'), 'text']) {
    expect(whileOpen(error)).toBe(error);
  }
});

test.for([
  { first: 'one', second: 'one', code: undefined },
  { first: 'one', second: 'two', code: 'STORE_KEY_MISMATCH' },
  { first: 'one', second: undefined, code: 'STORE_KEY_MISMATCH' },
  { first: undefined, second: 'one', code: 'STORE_KEY_MISMATCH' },
  { first: undefined, second: undefined, code: undefined },
])('begun with idKey $first, opened with $second → $code', async ({ first, second, code }) => {
  const path = freshPath();
  await open(path, first).close();

  expect(codeOf(() => void open(path, second).close())).toBe(code);
});

test('an idKey gives the same pseudonyms in every store, and is not written down', async () => {
  const [a, b] = [freshPath(), freshPath()];
  const [first, second] = [open(a, 'a secret of the bot'), open(b, 'a secret of the bot')];

  expect(first.deriveKey('x')).toBe(second.deriveKey('x'));
  await first.close();
  await second.close();
  expect(readFileSync(a).includes('a secret of the bot')).toBe(false);
});
