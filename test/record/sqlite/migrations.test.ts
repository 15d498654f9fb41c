/** Upgrades that are interrupted, and the copy that is made before. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { DEFAULT_RETENTION } from '../../../src/model/retention.ts';
import { DAY_MS } from '../../../src/model/time.ts';
import { LATEST, MIGRATIONS as OF_POSTGRES } from '../../../src/record/postgres/migrations.ts';
import type { DatabaseLike } from '../../../src/record/sqlite/driver.ts';
import { MIGRATIONS, migrate, versionOf } from '../../../src/record/sqlite/migrations.ts';
import { openSqliteStore } from '../../../src/record/sqlite/store.ts';
import type { Store } from '../../../src/record/store.ts';
import { openDatabase, single } from '../../support/database.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { releasedFile } from './released.ts';

/** Versions of the files that releases have written. */
const RELEASED = MIGRATIONS.map((_, i) => i + 1).slice(0, -1);

function opened(path: string): Store {
  const store = openSqliteStore({ path, durability: 'balanced' });
  onTestFinished(() => store.close());
  return store;
}

/** Everything that is in a file. */
function contentOf(db: DatabaseLike): unknown {
  const schema = db
    .prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name')
    .all() as {
    readonly type: string;
    readonly name: string;
  }[];
  const tables = schema.filter(({ type }) => type === 'table');
  return [schema, tables.map(({ name }) => db.prepare(`SELECT * FROM "${name}"`).all())];
}

test('a schema has the same number on both engines', () => {
  expect(LATEST).toBe(MIGRATIONS.length);
  expect(OF_POSTGRES.map(({ version }) => version)).toEqual([3, 4, 5, 6]);
});

test('there is a file of every schema that was released', () => {
  const files = readdirSync(join(__dirname, 'schemas'));

  expect(files.toSorted()).toEqual(RELEASED.map((version) => `00${version}.sql`));
});

test.for([0, ...RELEASED])(
  'an upgrade of version %i for which the disk has no room changes nothing, and succeeds later',
  (version) => {
    const path = version === 0 ? join(temporaryFolder(), 'bot.db') : releasedFile(version);
    const db = openDatabase(path);
    onTestFinished(() => void db.close());
    const before = contentOf(db);
    const pages = Number(single(db, 'PRAGMA page_count'));
    db.exec(`PRAGMA max_page_count = ${pages + 3}`);

    expect(() => migrate(db, path)).toThrow(expect.objectContaining({ code: 'STORE_UNAVAILABLE' }));
    expect(versionOf(db)).toBe(version);
    expect(contentOf(db)).toEqual(before);
    db.exec('PRAGMA max_page_count = 1000000');
    migrate(db, path);
    expect(versionOf(db)).toBe(MIGRATIONS.length);
  },
);

/** Runs a step to just before its end, with most of it on the disk already, and dies. */
const KILLED = `
  const [driver, path, file] = process.argv.slice(1);
  const Database = require(driver);
  const db = new Database(path);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA cache_size = 1; BEGIN IMMEDIATE;');
  db.exec(require('node:fs').readFileSync(file, 'utf8'));
  process.kill(process.pid, 'SIGKILL');`;

test.for(RELEASED)(
  'an upgrade of version %i that is killed is done by the next start',
  async (version) => {
    const path = releasedFile(version);
    const facts = (await opened(releasedFile(version)).counts()).facts;
    const file = join(temporaryFolder(), 'step.sql');
    writeFileSync(file, MIGRATIONS[version]!);
    const driver = require.resolve('better-sqlite3');
    const { signal } = spawnSync(process.execPath, ['-e', KILLED, driver, path, file]);
    expect(signal).toBe('SIGKILL');
    const db = openDatabase(path);
    expect(versionOf(db)).toBe(version);
    db.close();

    expect(await opened(path).counts()).toMatchObject({ version: MIGRATIONS.length, facts });
  },
);

test('what was in the file before an upgrade is beside it, for the bot alone', async () => {
  const path = releasedFile(3);
  const db = openDatabase(path);
  const before = contentOf(db);
  db.close();
  opened(path);
  const copy = openDatabase(`${path}.v3-backup`, { readonly: true });
  onTestFinished(() => void copy.close());

  expect(readdirSync(join(path, '..')).filter((name) => name.includes('backup'))).toEqual([
    'bot.db.v3-backup',
  ]);
  expect(statSync(`${path}.v3-backup`).mode & 0o777).toBe(0o600);
  expect([versionOf(copy), contentOf(copy)]).toEqual([3, before]);
});

test('a file that is new, or up to date, has no copy', async () => {
  const path = join(temporaryFolder(), 'bot.db');
  await openSqliteStore({ path, durability: 'balanced' }).close();
  await openSqliteStore({ path, durability: 'balanced' }).close();

  expect(readdirSync(join(path, '..'))).toEqual(['bot.db']);
});

test('an upgrade goes on where no copy can be written', async () => {
  const path = releasedFile(3);
  mkdirSync(`${path}.v3-backup-${process.pid}`);

  expect((await opened(path).counts()).version).toBe(MIGRATIONS.length);
  expect(existsSync(`${path}.v3-backup`)).toBe(false);
});

test('copies, and those that were begun, go after a week with what is too old', async () => {
  const path = releasedFile(3);
  const store = opened(path);
  const others = [`${path}.v2-backup`, `${path}.v2-backup-99`, `${path}-notes`];
  for (const file of others) {
    writeFileSync(file, '');
    const weekAgo = (Date.now() - 7 * DAY_MS - 60_000) / 1_000;
    utimesSync(file, weekAgo, weekAgo);
  }
  await store.maintenance.retain({ now: Date.now(), retention: DEFAULT_RETENTION });

  expect([...others, `${path}.v3-backup`].map((file) => existsSync(file))).toEqual([
    false,
    false,
    true,
    true,
  ]);
});
