/** Access in PostgreSQL: as everywhere, and nothing of the audit log is ever changed. */

import { expect, onTestFinished, test } from 'vitest';

import { openAccess } from '../../../src/record/open.ts';
import { openPostgresStore } from '../../../src/record/postgres/store.ts';
import { freshPostgres, query, reusedPostgres } from '../../support/postgres/database.ts';
import { accessContract } from '../access-contract.ts';
import { T0 } from '../turns.ts';

const reused = reusedPostgres();

accessContract('postgres', async () => {
  const { options } = await reused();
  return { store: await openPostgresStore(options), other: await openPostgresStore(options) };
});

test('an entry of the audit log is neither changed nor removed', async () => {
  const { options } = freshPostgres();
  const store = await openPostgresStore(options);
  onTestFinished(() => store.close());
  await store.access.log({ at: T0, by: 'ann', action: 'export' });

  for (const change of [`UPDATE %I SET visitor = 'bob'`, 'DELETE FROM %I', 'TRUNCATE %I']) {
    const sql = change.replace('%I', `${options.schema}.audit_log`);
    await expect(query(sql)).rejects.toThrow(/only added to/u);
  }
  expect(await store.access.audit({ limit: 9 })).toMatchObject([{ by: 'ann' }]);
});

test('a store that is opened for access alone must be there, and is shared', async () => {
  const descriptor = freshPostgres();

  await expect(openAccess({ store: descriptor })).rejects.toMatchObject({ code: 'STORE_MISSING' });
  const store = await openPostgresStore(descriptor.options);
  onTestFinished(() => store.close());
  const access = await openAccess({ store: descriptor });
  onTestFinished(() => access.close());
  await access.access.log({ at: T0, by: 'ann', action: 'export' });
  expect(await store.access.audit({ limit: 9 })).toHaveLength(1);
  expect(await access.deriveKey('x')).toBe(store.deriveKey('x'));
});
