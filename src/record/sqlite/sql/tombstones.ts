/** SQL about users who were erased. */

import type { EpochMs } from '../../../model/time.ts';
import { FORGOTTEN_UNTIL } from '../../recording/statements.ts';
import type { TombstoneStatements } from '../../recording/statements.ts';
import type { DatabaseLike } from '../driver.ts';
import { metaStatements } from '../meta.ts';

/** Prepares the statements about tombstones. */
export function tombstoneStatements(db: DatabaseLike) {
  const meta = metaStatements(db);
  const select = db.prepare('SELECT at FROM tombstones WHERE hash = ?');
  const upsert = db.prepare(
    `INSERT INTO tombstones (hash, at) VALUES (?, ?)
     ON CONFLICT (hash) DO UPDATE SET at = excluded.at WHERE excluded.at > at`,
  );
  const raise = db.prepare(
    `INSERT INTO meta (name, value) VALUES ('${FORGOTTEN_UNTIL}', CAST(? AS INTEGER))
     ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE excluded.value > value`,
  );
  return {
    newest: () => meta.number(FORGOTTEN_UNTIL),
    at: (hash: Buffer) => (select.get(hash) as { readonly at: EpochMs } | undefined)?.at,
    put: (hashes: readonly Buffer[], at: EpochMs): void => {
      for (const hash of hashes) upsert.run(hash, at);
      raise.run(at);
    },
  } satisfies TombstoneStatements & Record<string, unknown>;
}
