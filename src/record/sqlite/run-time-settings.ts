/** Settings that were made while bots run, in SQLite. */

import type { KeptSetting, RunTimeSettings } from '../run-time-settings.ts';
import type { DatabaseLike } from './driver.ts';
import { metaStatements } from './meta.ts';
import { transactionOn } from './transaction.ts';

const VERSION = 'settings_version';

/** Prepares them on a connection that writes. */
export function runTimeSettingsOn(db: DatabaseLike): RunTimeSettings {
  const inTransaction = transactionOn(db);
  const meta = metaStatements(db);
  const list = db.prepare(
    'SELECT name, value, changed_at AS "changedAt" FROM settings ORDER BY name',
  );
  const remove = db.prepare('DELETE FROM settings WHERE name = ?');
  const put = db.prepare(
    `INSERT INTO settings (name, value, changed_at) VALUES (?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at`,
  );
  return {
    version: async () => meta.number(VERSION),
    // the version first: what is changed in between is read again
    read: async () => ({ version: meta.number(VERSION), settings: list.all() as KeptSetting[] }),
    set: async (name, value, now) =>
      inTransaction(() => {
        meta.add(VERSION, 1);
        if (value) put.run(name, value, now);
        else remove.run(name);
        return meta.number(VERSION);
      }),
  };
}
