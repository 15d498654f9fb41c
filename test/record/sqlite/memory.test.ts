import { openSqliteStore } from '../../../src/record/sqlite/store.ts';
import { storeContract } from '../contract.ts';

storeContract('sqlite in memory', async () =>
  openSqliteStore({ path: ':memory:', durability: 'balanced' }),
);
