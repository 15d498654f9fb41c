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

/** A schema that nobody has used; it is dropped when the test is over. */
export function freshSchema(): string {
  const schema = `test_${randomBytes(8).toString('hex')}`;
  onTestFinished(() => query(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`).then(() => undefined));
  return schema;
}

/** Settings of a store in a schema of its own. */
export function freshPostgres(schema = freshSchema()): PostgresDescriptor {
  return { kind: 'postgres', options: { url: serverUrl(), schema, connections: 4 } };
}

/**
 * Settings of a store for the tests of one file: a schema that is emptied each time, which is quicker
 * than to create one.
 */
export function reusedPostgres(): () => Promise<PostgresDescriptor> {
  const schema = `test_${randomBytes(8).toString('hex')}`;
  afterAll(() => query(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`));
  return async () => {
    await query(`DO $$ DECLARE name text; BEGIN
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
  const client = new Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    const { rows } = await client.query(text, [...values]);
    return rows as Row[];
  } finally {
    await client.end();
  }
}
