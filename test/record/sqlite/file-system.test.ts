/** Files on a network: no write-ahead log, a word about it, and all else as everywhere. */

import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

import type { AnalyticsError } from '../../../src/model/errors.ts';
import { openForWriting } from '../../../src/record/sqlite/connection.ts';
import { networkOf } from '../../../src/record/sqlite/file-system.ts';
import { openSqlite } from '../../../src/record/sqlite/opening.ts';
import { openSqliteStore } from '../../../src/record/sqlite/store.ts';
import { single } from '../../support/database.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { storeContract } from '../contract.ts';

const freshPath = (): string => join(temporaryFolder(), 'bot.db');

test.for([
  { type: 0x6969, name: 'NFS' },
  { type: 0xff534d42, name: 'CIFS' },
  { type: 0xff534d42 | 0, name: 'CIFS' },
  { type: 0xfe534d42, name: 'SMB' },
  { type: 0x01021997, name: '9p' },
  { type: 0x65735546, name: 'FUSE' },
  { type: 0xef53, name: undefined },
  { type: 0x794c7630, name: undefined },
  { type: 0x01021994, name: undefined },
])('a file system of type $type is called $name', ({ type, name }) => {
  const folders: string[] = [];
  const found = networkOf('/data/bot.db', (folder) => (folders.push(folder), { type }));

  expect(found).toBe(name);
  expect(folders).toEqual(['/data']);
});

test('a folder that is not there is no network', () => {
  expect(networkOf('/nowhere/to/be/found/bot.db')).toBeUndefined();
});

test.for([
  { durability: 'balanced', isNetworked: true, journal: 'delete', synchronous: 2 },
  { durability: 'strict', isNetworked: true, journal: 'delete', synchronous: 2 },
  { durability: 'balanced', isNetworked: false, journal: 'wal', synchronous: 1 },
  { durability: 'strict', isNetworked: false, journal: 'wal', synchronous: 2 },
] as const)('$durability, networked: $isNetworked → $journal, synchronous $synchronous', (how) => {
  const { durability, isNetworked, journal, synchronous } = how;
  const db = openForWriting(freshPath(), durability, isNetworked);
  onTestFinished(() => void db.close());

  expect(single(db, 'PRAGMA journal_mode')).toBe(journal);
  expect(single(db, 'PRAGMA synchronous')).toBe(synchronous);
});

test('a store that was begun on a disk goes on without a log on a network', () => {
  const path = freshPath();
  openForWriting(path, 'balanced', false).close();
  const db = openForWriting(path, 'balanced', true);
  onTestFinished(() => void db.close());

  expect(single(db, 'PRAGMA journal_mode')).toBe('delete');
});

test('whoever opens a store on a network is told once what is better', async () => {
  const told: AnalyticsError[] = [];
  const path = freshPath();
  const store = await openSqlite(
    { path, durability: 'balanced' },
    { networkOf: () => 'NFS', onProblem: (error) => told.push(error) },
  );
  onTestFinished(() => store.close());

  expect(told.map(({ code }) => code)).toEqual(['STORE_ON_NETWORK']);
  expect(told[0]?.message).toContain('Use PostgreSQL');
});

// the same rules with another journal: by night
if (process.env['NIGHTLY']) {
  storeContract('sqlite on a network', async () =>
    openSqliteStore({ path: freshPath(), durability: 'balanced', isNetworked: true }),
  );
}
