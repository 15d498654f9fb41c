import { Client } from 'pg';

import { openPostgresStore } from '../../../src/record/postgres/store.ts';
import { reusedPostgres } from '../../support/postgres/database.ts';
import { maintenanceContract } from '../maintenance-contract.ts';

const settings = reusedPostgres();

maintenanceContract('postgres', async () => {
  const { options } = await settings();
  const { url: connectionString, schema } = options;
  return {
    store: await openPostgresStore(options),
    sql: async (text) => {
      const client = new Client({ connectionString, options: `-c search_path=${schema}` });
      await client.connect();
      try {
        return (await client.query(text)).rows as Record<string, unknown>[];
      } finally {
        await client.end();
      }
    },
  };
});
