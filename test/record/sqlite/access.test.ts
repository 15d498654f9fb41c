/** Access in SQLite: as everywhere, and nothing of the audit log is ever changed. */

import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

import { openAccess } from '../../../src/record/open.ts';
import { openSqliteStore } from '../../../src/record/sqlite/store.ts';
import { openDatabase, single } from '../../support/database.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { accessContract } from '../access-contract.ts';
import { T0 } from '../turns.ts';

const openAt = (path: string) => openSqliteStore({ path, durability: 'balanced' });

accessContract('sqlite in a file', async () => {
  const path = join(temporaryFolder(), 'bot.db');
  return { store: openAt(path), other: openAt(path) };
});
accessContract('sqlite in memory', async () => ({ store: openAt(':memory:') }));

test('an entry of the audit log is neither changed nor removed', async () => {
  const path = join(temporaryFolder(), 'bot.db');
  const store = openAt(path);
  onTestFinished(() => store.close());
  await store.access.log({ at: T0, by: 'ann', action: 'export' });
  const db = openDatabase(path);
  onTestFinished(() => void db.close());

  expect(() => db.exec(`UPDATE audit_log SET visitor = 'bob'`)).toThrow(/only added to/u);
  expect(() => db.exec('DELETE FROM audit_log')).toThrow(/only added to/u);
  expect(single(db, 'SELECT visitor FROM audit_log')).toBe('ann');
});

test('a copy of the store holds tokens, settings and the audit log', async () => {
  const folder = temporaryFolder();
  const store = openAt(join(folder, 'bot.db'));
  onTestFinished(() => store.close());
  const hash = Buffer.alloc(32, 7);
  const more = { name: 'n', scopes: ['admin'] as const, createdAt: T0, expiresAt: T0 + 9 };
  await store.access.addToken({ id: 't', hash, ...more });
  await store.access.log({ at: T0, by: 'ann', action: 'export' });
  await store.settings.set('destination.ga4', hash, T0);
  await store.backup(join(folder, 'copy.db'));
  const copy = openAt(join(folder, 'copy.db'));
  onTestFinished(() => copy.close());

  expect(await copy.access.useToken(hash, T0)).toMatchObject({ id: 't' });
  expect(await copy.access.audit({ limit: 9 })).toHaveLength(1);
  expect(await copy.settings.read()).toMatchObject({ version: 1, settings: [{ changedAt: T0 }] });
});

test('a store that is opened for access alone must be there, and is shared', async () => {
  const path = join(temporaryFolder(), 'bot.db');
  const descriptor = { kind: 'sqlite', options: { path } } as const;

  await expect(openAccess({ store: descriptor })).rejects.toMatchObject({ code: 'STORE_MISSING' });
  const store = openAt(path);
  onTestFinished(() => store.close());
  const access = await openAccess({ store: descriptor });
  onTestFinished(() => access.close());
  await access.access.log({ at: T0, by: 'ann', action: 'export' });
  expect(await store.access.audit({ limit: 9 })).toHaveLength(1);
  expect(await access.deriveKey('x')).toBe(store.deriveKey('x'));
  const other = await openAccess({ store: descriptor, idKey: 'a secret of another bot'.repeat(2) });
  onTestFinished(() => other.close());
  expect(await other.access.tokens()).toEqual([]);
  await expect(other.deriveKey('x')).rejects.toMatchObject({ code: 'STORE_KEY_MISMATCH' });
});
