/** Settings that were made while bots run, in PostgreSQL. */

import type { KeptSetting, RunTimeSettings } from '../run-time-settings.ts';
import type { Server, Sql } from './connection.ts';

const VERSION = 'settings_version';

/** Prepares them on a server. */
export function runTimeSettingsOn(server: Server): RunTimeSettings {
  return {
    version: () => server.transaction(versionIn, { readOnly: true }),
    read: () =>
      server.transaction(
        async (sql) => ({
          version: await versionIn(sql),
          settings: await sql.query<KeptSetting>(
            'SELECT name, value, changed_at AS "changedAt" FROM settings ORDER BY name',
          ),
        }),
        { readOnly: true },
      ),
    set: (name, value, now) =>
      server.transaction(async (sql) => {
        // first: who changes something at the same time waits here, and gets the next version
        await sql.run(
          `INSERT INTO totals AS t (name, value) VALUES ($1, 1)
           ON CONFLICT (name) DO UPDATE SET value = t.value + 1`,
          [VERSION],
        );
        if (value) await sql.run(PUT, [name, value, now]);
        else await sql.run('DELETE FROM settings WHERE name = $1', [name]);
        return versionIn(sql);
      }),
  };
}

const PUT = `
  INSERT INTO settings (name, value, changed_at) VALUES ($1, $2, $3)
  ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at`;

async function versionIn(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ readonly value: number }>(
    'SELECT value FROM totals WHERE name = $1',
    [VERSION],
  );
  return row?.value ?? 0;
}
