/** The same rows in a SQLite store and in a PostgreSQL store, put there by SQL of the test's own. */

import { randomBytes } from 'node:crypto';

import { MEMORY } from '../../../src/model/settings.ts';
import { countsOn as sqliteCounts } from '../../../src/record/sqlite/counts.ts';
import { openForWriting } from '../../../src/record/sqlite/connection.ts';
import { readsOn as sqliteReads } from '../../../src/record/sqlite/reads.ts';
import { serverAt } from '../../../src/record/postgres/connection.ts';
import type { Server } from '../../../src/record/postgres/connection.ts';
import { countsOn } from '../../../src/record/postgres/counts.ts';
import { migrate } from '../../../src/record/postgres/migrations.ts';
import { readsOn } from '../../../src/record/postgres/reads.ts';
import { snapshotsOn } from '../../../src/record/postgres/snapshots.ts';
import type { ReportReads } from '../../../src/record/reads.ts';
import type { StoreCounts } from '../../../src/record/store.ts';
import { query, serverUrl } from '../../support/postgres/database.ts';

export type Row = Readonly<Record<string, string | number | null>>;
export type Tables = Readonly<Record<string, readonly Row[]>>;

interface Readable {
  readonly reads: ReportReads;
  readonly counts: () => Promise<StoreCounts>;
}

export interface TwoStores {
  readonly sqlite: Readable;
  readonly postgres: Readable & Pick<ReturnType<typeof snapshotsOn>, 'query' | 'snapshot'>;
  readonly server: Server;
  close(): Promise<void>;
}

/** The one column that holds bytes: none, which is the same text in PostgreSQL. */
const BYTES = 'settled';

/** Tables that the stores have in common; `totals` are in `meta` on SQLite. */
export async function twoStores(tables: Tables, totals: readonly Row[]): Promise<TwoStores> {
  const database = `test_${randomBytes(8).toString('hex')}`;
  // texts are ordered there as in a dictionary, wherever nobody says otherwise
  await query(
    `CREATE DATABASE ${database} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'und'`,
  );
  const url = new URL(serverUrl());
  url.pathname = database;
  const settings = { url: url.href, schema: 'analytics', connections: 2 };
  const server = serverAt(settings);
  await migrate(server, settings);
  await server.transaction(async (sql) => {
    for (const [table, rows] of Object.entries({ ...tables, totals })) {
      const names = Object.keys(rows[0] ?? {}).map((name) => `"${name}"`);
      await sql.run(
        `INSERT INTO ${table} (${names.join(', ')})
         SELECT ${names.join(', ')} FROM json_populate_recordset(NULL::${table}, $1)`,
        [JSON.stringify(rows)],
      );
    }
  });
  const db = openForWriting(MEMORY, 'balanced');
  for (const [table, rows] of Object.entries({ ...tables, meta: totals })) {
    const names = Object.keys(rows[0] ?? {});
    const insert = db.prepare(
      `INSERT INTO ${table} (${names.map((name) => `"${name}"`).join(', ')})
       VALUES (${names.map(() => '?').join(', ')})`,
    );
    for (const row of rows)
      insert.run(...names.map((name) => (name === BYTES ? Buffer.alloc(0) : (row[name] ?? null))));
  }
  const counts = sqliteCounts(db);
  const reading = snapshotsOn(server);
  return {
    sqlite: { reads: sqliteReads(db), counts: async () => counts() },
    postgres: { ...reading, reads: readsOn(reading.query), counts: countsOn(reading.query) },
    server,
    close: async () => {
      db.close();
      await server.close();
      await query(`DROP DATABASE ${database} WITH (FORCE)`);
    },
  };
}
