import { join } from 'node:path';
import { openSqliteStore } from '../../../src/record/sqlite/store.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { storeContract } from '../contract.ts';
import { outboxContract } from '../outbox-contract.ts';

const open = async () =>
  openSqliteStore({ path: join(temporaryFolder(), 'bot.db'), durability: 'balanced' });

storeContract('sqlite in a file', open);
outboxContract('sqlite in a file', open);
