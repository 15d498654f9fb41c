import { openSqliteStore } from '../../../src/record/sqlite/store.ts';
import { storeContract } from '../contract.ts';
import { outboxContract } from '../outbox-contract.ts';

const open = async () => openSqliteStore({ path: ':memory:', durability: 'balanced' });

outboxContract('sqlite in memory', open);
// the same engine as in a file: by night
if (process.env['NIGHTLY']) storeContract('sqlite in memory', open);
