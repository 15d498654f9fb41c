import { join } from 'node:path';
import { openSqliteStore } from '../../../src/record/sqlite/store.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { storeContract } from '../contract.ts';

storeContract('sqlite in a file', async () =>
  openSqliteStore({ path: join(temporaryFolder(), 'bot.db'), durability: 'balanced' }),
);
