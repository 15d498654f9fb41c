/** Starts one server for the whole run; `TEST_POSTGRES_URL` names another one instead. */

import { startPostgres } from './server.ts';
import type { PostgresServer } from './server.ts';

const VARIABLE = 'TEST_POSTGRES_URL';

/** Set where the server ends with the run, and what is in it need not be cleared away. */
const IS_OURS = 'TEST_POSTGRES_IS_OURS';

let server: PostgresServer | undefined;

export async function setup(): Promise<void> {
  // both projects ask for it
  if (process.env[VARIABLE]) return;
  server = await startPostgres();
  process.env[VARIABLE] = server.url;
  process.env[IS_OURS] = 'yes';
}

export async function teardown(): Promise<void> {
  await server?.stop();
}
