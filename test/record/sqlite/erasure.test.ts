/** What is left in a SQLite file of a person who was erased: nothing. */

import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

import type { Store } from '../../../src/record/store.ts';
import { openSqliteStore } from '../../../src/record/sqlite/store.ts';
import { CANARY, NOW, forget, found, said, talk, tracesIn } from '../../support/canary.ts';
import { openDatabase, single } from '../../support/database.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { erasureContract } from '../erasure-contract.ts';
import { deps } from '../turns.ts';

const openAt = (path: string): Store => openSqliteStore({ path, durability: 'balanced' });

erasureContract('sqlite in a file', async () => openAt(join(temporaryFolder(), 'bot.db')));

test('not a byte is left in the file, nor in a copy of it', async () => {
  const path = join(temporaryFolder(), 'bot.db');
  const store = openAt(path);
  onTestFinished(() => store.close());
  await talk(store);
  const traces = tracesIn(path);
  const before = found(dirname(path), traces);
  await forget(store);
  const scrubbed = await store.maintenance.erasure.scrub();
  await store.backup(join(dirname(path), 'copy.db'));
  const db = openDatabase(path, { readonly: true });

  expect(before).toContain('words');
  expect(before.length).toBeGreaterThan(5);
  expect(scrubbed).toBe(true);
  expect(found(dirname(path), traces)).toEqual([]);
  expect(single(db, 'PRAGMA integrity_check')).toBe('ok');
  db.close();
});

test('a copy that is made before the file is wiped holds nothing either', async () => {
  const path = join(temporaryFolder(), 'bot.db');
  const store = openAt(path);
  onTestFinished(() => store.close());
  await talk(store);
  const traces = tracesIn(path);
  await forget(store);
  const folder = temporaryFolder();
  await store.backup(join(folder, 'copy.db'));

  expect(found(folder, traces)).toEqual([]);
});

test('who is reading keeps the file from being wiped, which is done later', async () => {
  const path = join(temporaryFolder(), 'bot.db');
  const store = openAt(path);
  onTestFinished(() => store.close());
  await talk(store);
  const traces = tracesIn(path);
  const reader = openDatabase(path, { readonly: true });
  reader.exec('BEGIN');
  single(reader, 'SELECT count(*) FROM events');
  await forget(store);
  const meanwhile = await store.maintenance.erasure.scrub();
  reader.exec('COMMIT');
  reader.close();

  expect(meanwhile).toBe(false);
  expect(await store.maintenance.erasure.scrub()).toBe(true);
  expect(found(dirname(path), traces)).toEqual([]);
});

test('the copy from before an upgrade goes with them', async () => {
  const path = join(temporaryFolder(), 'bot.db');
  const store = openAt(path);
  onTestFinished(() => store.close());
  await talk(store);
  const traces = tracesIn(path);
  await store.backup(`${path}.v3-backup`);
  const before = found(dirname(path), traces);
  await forget(store);
  await store.maintenance.erasure.scrub();

  expect(before).toContain('words');
  expect(readdirSync(dirname(path)).sort()).toEqual(['bot.db', 'bot.db-shm', 'bot.db-wal']);
});

test('what a killed process has left is wiped by the next', async () => {
  const path = join(temporaryFolder(), 'bot.db');
  const store = openAt(path);
  await talk(store);
  const traces = tracesIn(path);
  await forget(store);
  await store.close(); // without wiping, as if it had been killed
  const next = openAt(path);
  onTestFinished(() => next.close());
  const scrubbed = await next.maintenance.erasure.scrub();

  expect(scrubbed).toBe(true);
  expect(found(dirname(path), traces)).toEqual([]);
});

test('another process notices at once, whatever it remembers', async () => {
  const path = join(temporaryFolder(), 'bot.db');
  const [store, other] = [openAt(path), openAt(path)];
  onTestFinished(() => Promise.all([store.close(), other.close()]).then(() => undefined));
  await other.record({ writer: 'w2', number: 1, items: [said('t1', CANARY)] }, deps());
  await forget(store);
  const late = await other.record({ writer: 'w2', number: 2, items: [said('t2', CANARY)] }, deps());
  const items = [said('t3', CANARY, { at: NOW + 1 })];
  const later = await other.record({ writer: 'w2', number: 3, items }, deps());
  const db = openDatabase(path, { readonly: true });

  expect(late.dropped).toEqual({ forgotten: 2 });
  expect(later.stored).toBe(2);
  expect(single(db, 'SELECT count(*) FROM users')).toBe(2);
  expect(single(db, `SELECT count(*) FROM events WHERE user = 1`)).toBe(0);
  db.close();
});
