/** What happens in the moments while a file is being mended: others write, mend it as well, or hinder it. */

import { once } from 'node:events';
import {
  copyFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';

import type { AnalyticsError } from '../../../src/model/errors.ts';
import type { Repair } from '../../../src/record/loss.ts';
import { loadDriver } from '../../../src/record/sqlite/driver.ts';
import type { DatabaseLike } from '../../../src/record/sqlite/driver.ts';
import { openStore } from '../../../src/record/open.ts';
import { openSqlite } from '../../../src/record/sqlite/opening.ts';
import { damageOf } from '../../../src/record/sqlite/examine.ts';
import { openMended } from '../../../src/record/sqlite/mending.ts';
import { mendedOf } from '../../../src/record/sqlite/set-aside.ts';
import { openSqliteStore } from '../../../src/record/sqlite/store.ts';
import type { Store } from '../../../src/record/store.ts';
import { randomFrom, spoilPage } from '../../faults/damage.ts';
import { openDatabase, single } from '../../support/database.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { fillStore } from './full-store.ts';

let folder = '';
let full = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'botbuilder-analytics-'));
  full = join(folder, 'full.db');
  await fillStore(full, 60);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function copyOfFull(name = 'bot.db'): string {
  const path = join(temporaryFolder(), name);
  copyFileSync(full, path);
  return path;
}

function rootOf(path: string, table: string): number {
  const db = openDatabase(path, { readonly: true });
  const root = single(db, `SELECT rootpage FROM sqlite_schema WHERE name = '${table}'`) as number;
  db.close();
  return root;
}

/** A file of which one page is wrong: it can be opened. */
function spoilt(): string {
  const path = copyOfFull();
  spoilPage(path, rootOf(path, 'handovers'), randomFrom(1));
  return path;
}

async function open(path: string, more: Partial<Repair> = {}) {
  const told: AnalyticsError[] = [];
  const repair: Repair = {
    suspicion: 'check',
    onBegin: () => undefined,
    onDone: (error) => void told.push(error),
    isStopping: () => false,
    ...more,
  };
  const openIt = (): Store => openSqliteStore({ path, durability: 'balanced' });
  const store = await openMended(path, openIt, repair);
  onTestFinished(() => store.close());
  return { store, told };
}

/** Runs something once, right before a connection runs this statement. */
function before(statement: string, act: () => void): void {
  const { prototype } = loadDriver() as unknown as { readonly prototype: DatabaseLike };
  const exec = prototype.exec;
  const spy = vi.spyOn(prototype, 'exec');
  onTestFinished(() => spy.mockRestore());
  spy.mockImplementation(function (this: DatabaseLike, sql: string) {
    if (sql === statement) {
      spy.mockRestore();
      act();
    }
    return exec.call(this, sql);
  });
}

function names(path: string): string[] {
  return readdirSync(dirname(path)).filter((name) => !/-(wal|shm)$/.test(name));
}

test('a file that another process has mended meanwhile is not set aside', async () => {
  const path = spoilt();
  const mended = copyOfFull();
  const content = readFileSync(mended);
  const opening = open(path, { onBegin: () => renameSync(mended, path) });

  await expect(opening).rejects.toThrow('STORE_UNAVAILABLE');
  expect(names(path)).toEqual(['bot.db']);
  expect(readFileSync(path).equals(content)).toBe(true);
});

test('a file that is whole when nobody writes into it any more is not set aside', async () => {
  const path = spoilt();
  const opening = open(path, { onBegin: () => copyFileSync(full, path) });

  await expect(opening).rejects.toThrow('is not');
  expect(names(path)).toEqual(['bot.db']);
});

test('what a transaction commits that was begun before is saved', async () => {
  const path = spoilt();
  const writer = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads');
    const db = new (require('better-sqlite3'))(workerData);
    db.exec("PRAGMA journal_mode = WAL; BEGIN IMMEDIATE; INSERT INTO meta VALUES ('late', 7)");
    parentPort.postMessage('begun');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    db.exec('COMMIT');
    parentPort.on('message', () => db.close());`,
    { eval: true, workerData: path },
  );
  onTestFinished(async () => void (await writer.terminate()));
  await once(writer, 'message');
  const { told } = await open(path);
  const db = openDatabase(path, { readonly: true });
  onTestFinished(() => void db.close());

  expect(told.map(({ code }) => code)).toEqual(['STORE_SET_ASIDE']);
  expect(single(db, `SELECT value FROM meta WHERE name = 'late'`)).toBe(7);
});

test('the log of a file of which a page is wrong is kept as it was', async () => {
  const path = spoilt();
  const log = copyOfFull();
  const db = openDatabase(log);
  db.exec(`PRAGMA wal_autocheckpoint = 0; INSERT INTO meta VALUES ('logged', 7)`);
  copyFileSync(`${log}-wal`, `${path}-wal`);
  db.close();
  const content = [readFileSync(path), readFileSync(`${path}-wal`)];
  const { told } = await open(path);
  const aside = String(told[0]!.details['aside']);

  expect(readFileSync(aside).equals(content[0]!)).toBe(true);
  expect(readFileSync(`${aside}-wal`).equals(content[1]!)).toBe(true);
});

test('where a file may not be renamed just now, it is not replaced by an empty one later', async () => {
  const path = spoilt();
  const content = readFileSync(path);
  const opening = open(path, {
    onBegin: () => mkdirSync(join(mendedOf(path), 'in the way'), { recursive: true }),
  });

  await expect(opening).rejects.toThrow('STORE_UNAVAILABLE');
  expect(names(path)).toEqual(['bot.db', 'bot.db-mended']);
  expect(readFileSync(path).equals(content)).toBe(true);
});

test('what another process is making is neither taken for the own nor removed', async () => {
  const path = spoilt();
  const draft = `${path}-mending`;
  const opening = open(path, {
    isStopping: () => {
      rmSync(draft);
      writeFileSync(draft, 'what another one makes');
      return false;
    },
  });

  await expect(opening).rejects.toThrow('STORE_UNAVAILABLE');
  expect(names(path)).toEqual(['bot.db', 'bot.db-mending']);
  expect(readFileSync(draft, 'utf8')).toBe('what another one makes');
});

test('who comes when a mended file has just got its name leaves it and its log alone', async () => {
  const path = spoilt();
  copyFileSync(full, mendedOf(path));
  before('BEGIN EXCLUSIVE', () => {
    renameSync(mendedOf(path), path);
    writeFileSync(`${path}-wal`, 'the log of whoever was faster');
  });

  await expect(open(path)).rejects.toThrow('STORE_UNAVAILABLE');
  expect(names(path)).toEqual(['bot.db']);
  expect(readFileSync(`${path}-wal`, 'utf8')).toBe('the log of whoever was faster');
});

test('a large file of which a statement said once that it is damaged is opened anew first', () => {
  const path = copyOfFull();
  truncateSync(path, 257 * 1_024 * 1_024);

  expect(damageOf(path, { suspicion: 'check' })).toBeUndefined();
  expect(damageOf(path, { suspicion: 'believe' })).toBe('a statement found a page that is wrong');
});

test('a file that is replaced while it is opened is not written into unseen', async () => {
  const path = copyOfFull();
  const other = copyOfFull();
  before('PRAGMA journal_mode = WAL', () => renameSync(other, path));
  const opening = (): Store => openSqliteStore({ path, durability: 'balanced' });

  expect(opening).toThrow('was deleted or replaced');
  const again = opening();
  onTestFinished(() => again.close());
  expect((await again.counts()).facts).toBeGreaterThan(0);
});

test('what a dead process has begun keeps nobody from a store who may not mend just now', async () => {
  const path = copyOfFull();
  writeFileSync(`${path}-mending`, 'half of a database');
  const store = await openSqlite({ path, durability: 'balanced' }, {});
  onTestFinished(() => store.close());

  expect(names(path)).toEqual(['bot.db']);
  expect((await store.counts()).facts).toBeGreaterThan(0);
});

test('a damaged file behind a symbolic link is replaced where it is, with what is in its log', async () => {
  const target = copyOfFull();
  const db = openDatabase(target);
  db.exec(`PRAGMA wal_autocheckpoint = 0; INSERT INTO meta VALUES ('logged', 7)`);
  copyFileSync(`${target}-wal`, `${target}-copy`);
  db.close();
  copyFileSync(full, target);
  renameSync(`${target}-copy`, `${target}-wal`);
  spoilPage(target, rootOf(full, 'handovers'), randomFrom(1));
  const path = join(temporaryFolder(), 'link.db');
  symlinkSync(target, path);
  const told: AnalyticsError[] = [];
  const repair = {
    onBegin: () => undefined,
    onDone: (error: AnalyticsError) => void told.push(error),
    isStopping: () => false,
  };
  const settings = {
    store: { kind: 'sqlite', options: { path } },
    durability: 'balanced',
  } as const;
  const store = await openStore(settings, { repair });
  await store.close();
  const after = openDatabase(path, { readonly: true });
  onTestFinished(() => void after.close());

  expect(told).toHaveLength(1);
  expect(lstatSync(path).isSymbolicLink()).toBe(true);
  expect(dirname(String(told[0]!.details['aside']))).toBe(dirname(target));
  expect(single(after, `SELECT value FROM meta WHERE name = 'logged'`)).toBe(7);
});
