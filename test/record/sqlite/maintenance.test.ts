import { join } from 'node:path';

import { openSqliteStore } from '../../../src/record/sqlite/store.ts';
import { openDatabase } from '../../support/database.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { maintenanceContract } from '../maintenance-contract.ts';

maintenanceContract('sqlite', async () => {
  const path = join(temporaryFolder(), 'bot.db');
  const store = openSqliteStore({ path, durability: 'balanced' });
  return {
    store,
    sql: async (text) => {
      const db = openDatabase(path);
      try {
        const statement = db.prepare(text);
        if (text.startsWith('SELECT')) return statement.all() as Record<string, unknown>[];
        statement.run();
        return [];
      } finally {
        db.close();
      }
    },
  };
});
