/** Setting a damaged file aside: what is moved, what never is, and what a process leaves that dies meanwhile. */

import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';

import { AnalyticsError } from '../../../src/model/errors.ts';
import type { Repair } from '../../../src/record/loss.ts';
import { damageOf } from '../../../src/record/sqlite/examine.ts';
import { openMended } from '../../../src/record/sqlite/mending.ts';
import { mendedOf } from '../../../src/record/sqlite/set-aside.ts';
import { openSqliteReader, openSqliteStore } from '../../../src/record/sqlite/store.ts';
import type { Store } from '../../../src/record/store.ts';
import { patch, randomFrom, spoilPage } from '../../faults/damage.ts';
import { openDatabase, single } from '../../support/database.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { deps, turn } from '../turns.ts';
import { fillStore } from './full-store.ts';

let folder = '';
let full = '';
let facts = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'botbuilder-analytics-'));
  full = join(folder, 'full.db');
  await fillStore(full, 60);
  const db = openDatabase(full, { readonly: true });
  facts = single(db, `SELECT value FROM meta WHERE name = 'facts'`) as number;
  db.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function copyOfFull(): string {
  const path = join(temporaryFolder(), 'bot.db');
  copyFileSync(full, path);
  return path;
}

function spoilt(): string {
  const path = copyOfFull();
  spoilPage(path, 1, randomFrom(1));
  return path;
}

async function open(path: string, more: Partial<Repair> = {}) {
  const told: AnalyticsError[] = [];
  const repair: Repair = {
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

function codeOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return AnalyticsError.is(error) ? error.code : String(error);
  }
}

/** What is beside a file, by the ends of the names; memory that SQLite shares is left out. */
function companions(path: string): string[] {
  return readdirSync(dirname(path))
    .filter((name) => name !== basename(path) && !name.endsWith('-shm'))
    .map((name) => name.slice(basename(path).length).replace(/\d{8}T\d{6}Z/, 'TIME'))
    .sort();
}

test('a damaged file and its log are kept as they were, under another name, for the bot alone', async () => {
  const path = spoilt();
  const [before, log] = [readFileSync(path), Buffer.from('no log of SQLite')];
  writeFileSync(`${path}-wal`, log);
  const { store, told } = await open(path);
  const { aside } = told[0]!.details as { aside: string };

  expect(readFileSync(aside).equals(before)).toBe(true);
  expect(readFileSync(`${aside}-wal`).equals(log)).toBe(true);
  expect(companions(path)).toEqual(['-wal', '.corrupt-TIME', '.corrupt-TIME-wal']);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect((await store.counts()).facts).toBe(facts);
});

test('two files that are set aside in the same second get names of their own', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 21, 8, 45, 7) });
  onTestFinished(() => void vi.useRealTimers());
  const path = spoilt();
  const first = await open(path);
  await first.store.close();
  spoilPage(path, 1, randomFrom(2));
  const second = await open(path);
  const names = [first, second].map(({ told }) => basename(String(told[0]!.details['aside'])));

  expect(names).toEqual(['bot.db.corrupt-20261121T084507Z', 'bot.db.corrupt-20261121T084507Z-2']);
});

test.for([
  {
    what: 'a text',
    make: (path: string) => writeFileSync(path, 'CREATE TABLE user_identities '.repeat(500)),
  },
  {
    what: 'a damaged database of another program',
    make: (path: string) => {
      const db = openDatabase(path);
      db.exec(
        `PRAGMA application_id = 7; CREATE TABLE customers (id INTEGER); PRAGMA user_version = 4`,
      );
      db.close();
      patch(path, (bytes) => bytes.fill(0xff, 4_096));
      patch(path, (bytes) => bytes.fill(0xff, 100, 200));
    },
  },
  {
    what: 'a database of another program',
    make: (path: string) => {
      const db = openDatabase(path);
      db.exec('CREATE TABLE customers (id INTEGER)');
      db.close();
    },
  },
  { what: 'garbage', make: (path: string) => writeFileSync(path, Buffer.alloc(9_000, 7)) },
])('$what is not moved, but refused', async ({ make }) => {
  const path = join(temporaryFolder(), 'notes.db');
  make(path);
  const before = readFileSync(path);

  await expect(open(path)).rejects.toThrow('STORE_NOT_A_DATABASE');
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(companions(path)).toEqual([]);
});

test.for([
  { what: 'cut off within its header', bytes: 60 },
  { what: 'cut off after its first page', bytes: 4_096 },
])('a file that is $what is set aside', async ({ bytes }) => {
  const path = copyOfFull();
  truncateSync(path, bytes);
  const { store, told } = await open(path);

  expect(told.map(({ code }) => code)).toEqual(['STORE_SET_ASIDE']);
  expect(readFileSync(String(told[0]!.details['aside']))).toHaveLength(bytes);
  expect((await store.counts()).version).toBeGreaterThan(0);
});

test('of an empty file whose log is not empty, what is in the log is saved', async () => {
  const path = copyOfFull();
  const db = openDatabase(path);
  db.exec('PRAGMA wal_autocheckpoint = 0; VACUUM'); // every page is in the log
  copyFileSync(`${path}-wal`, `${path}-copy`);
  db.close();
  truncateSync(path, 0);
  renameSync(`${path}-copy`, `${path}-wal`);
  const { store, told } = await open(path);

  expect(told[0]!.details).toMatchObject({ partial: [] });
  expect((await store.counts()).facts).toBe(facts);
});

test('an empty file without a log is a new store', async () => {
  const path = join(temporaryFolder(), 'bot.db');
  writeFileSync(path, '');
  const { told } = await open(path);

  expect(told).toEqual([]);
});

test('an empty file with a journal is being made by somebody, and left to them', async () => {
  const path = join(temporaryFolder(), 'bot.db');
  const other = openDatabase(path);
  onTestFinished(() => void other.close());
  other.exec(
    'PRAGMA cache_size = 1; PRAGMA cache_spill = OFF; BEGIN; CREATE TABLE first (id INTEGER)',
  );
  const [file, journal] = [statSync(path), statSync(`${path}-journal`)];
  const damage = damageOf(path, {});

  expect([file.size, journal.size > 0]).toEqual([0, true]);
  expect(damage).toBeUndefined();
});

test('a file that was not closed is looked at as a whole; one that was is not', () => {
  const path = copyOfFull();
  const db = openDatabase(path, { readonly: true });
  const root = single(db, `SELECT rootpage FROM sqlite_schema WHERE name = 'handovers'`) as number;
  db.close();
  spoilPage(path, root, randomFrom(3));

  expect(damageOf(path, {})).toBeUndefined();
  writeFileSync(`${path}-wal`, 'something');
  expect(damageOf(path, {})).toContain(`${root}`);
  rmSync(`${path}-wal`);
  expect(damageOf(path, { suspicion: 'check' })).toContain(`${root}`);
});

test('a healthy file of which a statement said that it is damaged is checked, then believed', () => {
  const path = copyOfFull();

  expect(damageOf(path, { suspicion: 'check' })).toBeUndefined();
  expect(damageOf(path, { suspicion: 'believe' })).toBe('a statement found a page that is wrong');
});

test('a table that is missing is damage, and the others are saved', async () => {
  const path = copyOfFull();
  const db = openDatabase(path);
  db.exec('DROP TABLE seen_activities');
  db.close();
  const { store, told } = await open(path);

  expect(told[0]!.details).toMatchObject({ partial: ['seen_activities'] });
  expect((await store.counts()).facts).toBe(facts);
});

test('readers and others who do not mend are told that it is damaged', () => {
  const path = spoilt();

  expect(codeOf(() => openSqliteReader({ path }))).toBe('STORE_DAMAGED');
  expect(codeOf(() => openSqliteStore({ path, durability: 'balanced' }))).toBe('STORE_DAMAGED');
});

test('the process that ends meanwhile leaves the file as it is', async () => {
  const path = spoilt();
  const before = readFileSync(path);

  await expect(open(path, { isStopping: () => true })).rejects.toThrow('STORE_UNAVAILABLE');
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(companions(path)).toEqual([]);
});

// ---- others, and those who died ----------------------------------------------------------------

test('while a process mends a file no other opens it, nor writes into it', async () => {
  const path = copyOfFull();
  const { store } = await open(path);
  const draft = openDatabase(`${path}-mending`);
  draft.exec('BEGIN EXCLUSIVE');
  const batch = { writer: 'x', number: 1, items: [turn({ id: 'x' })] };

  await expect(store.record(batch, deps())).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    details: { loss: 'mending' },
  });
  await expect(open(path)).rejects.toThrow('STORE_UNAVAILABLE');
  expect(codeOf(() => openSqliteStore({ path, durability: 'balanced' }))).toBe('STORE_UNAVAILABLE');
  draft.close();
  const again = await open(path);
  expect(again.told).toEqual([]);
  expect(existsSync(`${path}-mending`)).toBe(false);
});

test('what a process has made that died before it was whole is made anew', async () => {
  const path = spoilt();
  writeFileSync(`${path}-mending`, 'half of a database');
  writeFileSync(`${path}-mending-journal`, '');
  const { store, told } = await open(path);

  expect(told.map(({ code }) => code)).toEqual(['STORE_SET_ASIDE']);
  expect(companions(path)).toEqual(['-wal', '.corrupt-TIME']);
  expect((await store.counts()).facts).toBe(facts);
});

test.for([
  { what: 'before the damaged file was moved', isMoved: false },
  { what: 'after it was', isMoved: true },
])('what a process has made that died $what is put in its place', async ({ isMoved }) => {
  const path = spoilt();
  copyFileSync(full, mendedOf(path));
  if (isMoved) rmSync(path);
  const { store, told } = await open(path);

  expect(told.map(({ code }) => code)).toEqual(['STORE_SET_ASIDE']);
  expect(existsSync(mendedOf(path))).toBe(false);
  expect((await store.counts()).facts).toBe(facts);
});

// ---- what fits together afterwards -------------------------------------------------------------

test('numbers of what is lost come to stand for nothing else', async () => {
  const path = copyOfFull();
  const root = (name: string): number =>
    single(db, `SELECT rootpage FROM sqlite_schema WHERE name = '${name}'`) as number;
  const db = openDatabase(path);
  const before = {
    users: single(db, 'SELECT count(*) FROM users'),
    received: single(db, 'SELECT sum(received) FROM counters'),
  };
  // too many for one page: their roots have no rows
  const lost = ['segments', 'payload_shapes'].map(root);
  db.close();
  for (const page of lost) spoilPage(path, page, randomFrom(page));
  const { store, told } = await open(path, { suspicion: 'check' });
  const items = [turn({ id: 'new', user: 'somebody new', channel: 'a new channel' })];
  await store.record({ writer: 'x', number: 1, items }, deps());
  const after = openDatabase(path, { readonly: true });

  expect(told[0]!.details).toMatchObject({ partial: expect.arrayContaining(['segments']) as [] });
  expect(single(after, `SELECT count(*) FROM segments WHERE browser LIKE 'lost-%'`)).toBe(3);
  expect(
    single(
      after,
      `SELECT sum(received) FROM counters JOIN segments ON id = segment WHERE bot = 'unknown'`,
    ),
  ).toBe(before.received);
  expect(single(after, 'SELECT count(*) FROM users')).toBe((before.users as number) + 1);
  after.close();
});

test.for([
  { lost: 'id_key', pseudonyms: 'new ones' },
  { lost: 'id_key_fingerprint', pseudonyms: 'the same' },
])('a store that has lost its $lost starts again and again, with $pseudonyms', async (how) => {
  const path = copyOfFull();
  const keyOf = ({ deriveKey }: Store): string => deriveKey('test');
  const before = openSqliteStore({ path, durability: 'balanced' });
  const key = keyOf(before);
  await before.close();
  patch(path, (bytes) => {
    // before the name stand its type and that of the value, which is none any more
    const type = 13 + 2 * how.lost.length;
    for (let at = bytes.indexOf(how.lost); at >= 0; at = bytes.indexOf(how.lost, at + 1)) {
      if (bytes.subarray(at - 3, at).includes(type)) bytes[at - 1] = 10;
    }
  });
  const first = await open(path, { suspicion: 'believe' });
  const keys = [keyOf(first.store)];
  await first.store.close();
  const second = await open(path);
  keys.push(keyOf(second.store));

  expect(first.told[0]!.details).toMatchObject({ partial: ['meta'] });
  expect(keys[1]).toBe(keys[0]);
  expect(keys[0] === key ? 'the same' : 'new ones').toBe(how.pseudonyms);
});
