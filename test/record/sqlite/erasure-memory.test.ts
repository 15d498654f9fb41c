import { openSqliteStore } from '../../../src/record/sqlite/store.ts';
import { erasureContract } from '../erasure-contract.ts';

erasureContract('sqlite in memory', async () =>
  openSqliteStore({ path: ':memory:', durability: 'balanced' }),
);
