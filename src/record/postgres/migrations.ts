/** Brings a schema to that of this release: forward only, one transaction per step. */

import { AnalyticsError } from '../../model/errors.ts';
import type { PostgresSettings } from '../../model/settings.ts';
import { HOUR_MS } from '../../model/time.ts';
import { quoted } from './connection.ts';
import type { Server, Sql } from './connection.ts';
import { MIGRATION_3 } from './migrations/003.ts';
import { MIGRATION_4 } from './migrations/004.ts';
import { MIGRATION_5 } from './migrations/005.ts';
import { MIGRATION_6 } from './migrations/006.ts';

interface Migration {
  readonly version: number;
  readonly sql: string;
}

/** Their numbers are those of SQLite's: the same version holds the same. Append only. */
export const MIGRATIONS: readonly Migration[] = [
  { version: 3, sql: MIGRATION_3 },
  { version: 4, sql: MIGRATION_4 },
  { version: 5, sql: MIGRATION_5 },
  { version: 6, sql: MIGRATION_6 },
];

/** The version that this release works with. */
export const LATEST = MIGRATIONS.at(-1)?.version ?? 0;

/** Those who start at the same time migrate one after the other. `BABA`. */
const LOCK = 0x42_41_42_41;

/** A table that only we have. */
const MARK = 'botbuilder_analytics';

type Named = Pick<PostgresSettings, 'schema'>;

/** Version of the schema; 0 = nothing in it yet. @throws AnalyticsError `STORE_NOT_A_DATABASE`, `STORE_TOO_NEW`, `STORE_REFUSED` */
export async function checkVersion(sql: Sql, { schema }: Named): Promise<number> {
  await checkEncoding(sql);
  const tables = await sql.query<{ readonly name: string }>(
    'SELECT tablename AS name FROM pg_catalog.pg_tables WHERE schemaname = $1',
    [schema],
  );
  if (!tables.some(({ name }) => name === MARK)) {
    if (tables.length === 0) return 0;
    const problem = `the schema ${schema} holds tables of another program`;
    throw new AnalyticsError('STORE_NOT_A_DATABASE', problem, { details: { schema } });
  }
  const version = await versionOf(sql);
  if (version > LATEST) {
    const problem = `the schema ${schema} has version ${version}, this release knows up to ${LATEST}`;
    throw new AnalyticsError('STORE_TOO_NEW', problem, { details: { schema, version } });
  }
  return version;
}

/** Every text fits into UTF-8 alone. */
async function checkEncoding(sql: Sql): Promise<void> {
  const [row] = await sql.query<{ readonly encoding: string }>(
    `SELECT current_setting('server_encoding') AS encoding`,
  );
  if (row?.encoding === 'UTF8') return;
  const problem = `PostgreSQL: the database has the encoding ${row?.encoding ?? 'unknown'}, UTF8 is needed`;
  throw new AnalyticsError('STORE_REFUSED', problem, { details: { encoding: row?.encoding } });
}

/** Version of a schema that is ours. */
async function versionOf(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ readonly version: number }>(`SELECT version FROM ${MARK}`);
  return row?.version ?? 0;
}

/** Creates the schema if it is not there, and applies the migrations that it lacks. */
export async function migrate(server: Server, settings: Named): Promise<void> {
  const isUpToDate = await server.transaction(
    async (sql) => (await checkVersion(sql, settings)) === LATEST,
  );
  if (isUpToDate) return;
  for (const migration of MIGRATIONS) {
    await server.transaction(
      async (sql) => {
        await sql.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
        if ((await checkVersion(sql, settings)) < migration.version)
          await apply(sql, settings, migration);
      },
      { timeoutMs: MIGRATION_TIMEOUT_MS },
    );
  }
}

/** What a migration rewrites may be large. */
const MIGRATION_TIMEOUT_MS = 6 * HOUR_MS;

async function apply(sql: Sql, { schema }: Named, migration: Migration): Promise<void> {
  const known = await sql.query('SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1', [
    schema,
  ]);
  // who may not create schemas may have been given one
  if (known.length === 0) await sql.query(`CREATE SCHEMA ${quoted(schema)}`);
  await sql.query(migration.sql);
  await sql.query(`CREATE TABLE IF NOT EXISTS ${MARK} (version integer NOT NULL)`);
  await sql.query(`DELETE FROM ${MARK}`);
  await sql.query(`INSERT INTO ${MARK} (version) VALUES ($1)`, [migration.version]);
}
