/** Databases of one's own on the server of the run. */

import { randomBytes } from 'node:crypto';

import { Client } from 'pg';
import { afterAll, onTestFinished } from 'vitest';

import type { PostgresDescriptor } from '../../../src/model/settings.ts';

/** Address of the server that the run has started. */
export function serverUrl(): string {
  const url = process.env['TEST_POSTGRES_URL'];
  if (!url)
    throw new Error('no PostgreSQL server: vitest starts one (test/support/postgres/setup.ts)');
  return url;
}

/** A schema that nobody has used; it is dropped when the test is over, from a server that stays. */
export function freshSchema(): string {
  const schema = `test_${randomBytes(8).toString('hex')}`;
  if (isServerKept()) onTestFinished(() => drop(schema));
  return schema;
}

/** One that the run has started goes with all that is in it: to drop a schema takes half a second. */
function isServerKept(): boolean {
  return process.env['TEST_POSTGRES_IS_OURS'] === undefined;
}

async function drop(schema: string): Promise<void> {
  await query(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`);
}

/** Settings of a store in a schema of its own. */
export function freshPostgres(schema = freshSchema()): PostgresDescriptor {
  return { kind: 'postgres', options: { url: serverUrl(), schema, connections: 4 } };
}

/**
 * Settings of a store for the tests of one file: a schema that is emptied each time, which is quicker
 * than to create one. Over one connection: a new one has to read the whole catalogue again.
 */
export function reusedPostgres(): () => Promise<PostgresDescriptor> {
  const schema = `test_${randomBytes(8).toString('hex')}`;
  let client: Client | undefined;
  afterAll(async () => {
    await client?.end();
    if (isServerKept()) await drop(schema);
  });
  return async () => {
    client ??= await connected();
    await client.query(`DO $$ DECLARE name text; BEGIN
      IF to_regclass('${schema}.audit_log') IS NOT NULL THEN
        ALTER TABLE ${schema}.audit_log DISABLE TRIGGER USER;
      END IF;
      FOR name IN SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
        WHERE schemaname = '${schema}' AND tablename <> 'botbuilder_analytics'
      LOOP EXECUTE 'DELETE FROM ' || name; END LOOP;
      IF to_regclass('${schema}.audit_log') IS NOT NULL THEN
        ALTER TABLE ${schema}.audit_log ENABLE TRIGGER USER;
      END IF;
      PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false)
        FROM pg_sequences WHERE schemaname = '${schema}';
    END $$`);
    return { kind: 'postgres', options: { url: serverUrl(), schema, connections: 4 } };
  };
}

/** Runs a statement on a connection of its own. */
export async function query<Row = Record<string, unknown>>(
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const client = await connected();
  try {
    const { rows } = await client.query(text, [...values]);
    return rows as Row[];
  } finally {
    await client.end();
  }
}

async function connected(): Promise<Client> {
  const client = new Client({ connectionString: serverUrl() });
  await client.connect();
  return client;
}
