/** Users who need a password, on a server that lets everybody else in without one. */

import { randomBytes } from 'node:crypto';

import { Client } from 'pg';
import { onTestFinished } from 'vitest';

import { query, serverUrl } from './database.ts';

/** Whose members need a password. */
const GROUP = 'guarded';

const RULE = `host all +${GROUP} all scram-sha-256`;

export interface GuardedUser {
  readonly name: string;
  setPassword(password: string): Promise<void>;
  /** Ends the connections of this user, as a failover would. */
  disconnect(): Promise<void>;
}

/**
 * Makes a user; they are gone, with all that is theirs, when the test is over.
 * @param mayCreate may create schemas
 */
export async function guardedUser(password: string, mayCreate = true): Promise<GuardedUser> {
  await query(`DO $$ BEGIN CREATE ROLE ${GROUP}; EXCEPTION WHEN duplicate_object THEN END $$`);
  const name = `user_${randomBytes(6).toString('hex')}`;
  await query(`CREATE ROLE ${name} LOGIN PASSWORD '${password}' IN ROLE ${GROUP}`);
  const [database] = await query<{ name: string }>('SELECT current_database() AS name');
  if (mayCreate) await query(`GRANT CREATE ON DATABASE "${database?.name}" TO ${name}`);
  const user: GuardedUser = {
    name,
    setPassword: async (next) => void (await query(`ALTER ROLE ${name} PASSWORD '${next}'`)),
    disconnect: async () =>
      void (await query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1',
        [name],
      )),
  };
  onTestFinished(async () => {
    await user.disconnect();
    await query(`DROP OWNED BY ${name} CASCADE`);
    await query(`DROP ROLE ${name}`);
  });
  await untilGuarded(name);
  return user;
}

/** Address of the server, for a user. */
export function addressOf(user: string, password = ''): string {
  return Object.assign(new URL(serverUrl()), { username: user, password }).href;
}

/** Where the server asks for no password, it is told to; that takes it a moment. */
async function untilGuarded(user: string): Promise<void> {
  if (await refuses(user)) return;
  const [file] = await query<{ path: string; rules: string }>(
    `SELECT path, pg_read_file(path) AS rules FROM current_setting('hba_file') AS path`,
  );
  if (!file) throw new Error('the server has no file of rules');
  const lines = `$rules$${RULE}\n${file.rules}$rules$`;
  await query(`COPY (SELECT unnest(string_to_array(${lines}, chr(10)))) TO '${file.path}'`);
  await query('SELECT pg_reload_conf()');
  while (!(await refuses(user))) await new Promise((resolve) => setTimeout(resolve, 10));
}

async function refuses(user: string): Promise<boolean> {
  const client = new Client({ connectionString: addressOf(user, 'wrong') });
  try {
    await client.connect();
    return false;
  } catch {
    return true;
  } finally {
    await client.end().catch(() => undefined);
  }
}
