import { Client } from 'pg';

import { openPostgresStore } from '../../../src/record/postgres/store.ts';
import { reusedPostgres } from '../../support/postgres/database.ts';
import { writersContract } from '../writers-contract.ts';

const settings = reusedPostgres();

writersContract('processes that record into PostgreSQL', async () => {
  const { options } = await settings();
  const { url: connectionString, schema } = options;
  return {
    store: await openPostgresStore(options),
    sql: async (text) => {
      const client = new Client({ connectionString, options: `-c search_path=${schema}` });
      await client.connect();
      try {
        return await client.query(text);
      } finally {
        await client.end();
      }
    },
  };
});
