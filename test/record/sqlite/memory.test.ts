import { openSqliteStore } from '../../../src/record/sqlite/store.ts';
import { storeContract } from '../contract.ts';
import { outboxContract } from '../outbox-contract.ts';

const open = async () => openSqliteStore({ path: ':memory:', durability: 'balanced' });

storeContract('sqlite in memory', open);
outboxContract('sqlite in memory', open);
