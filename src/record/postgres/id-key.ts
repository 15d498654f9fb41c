/** The key of the pseudonyms, as a schema keeps it. */

import { firstKey, keptKey } from '../id-key.ts';
import type { KeptKey } from '../id-key.ts';
import type { Sql } from './connection.ts';

const GENERATED = 'id_key';
const FINGERPRINT = 'id_key_fingerprint';

/**
 * Returns the 32 bytes of the store's key; of several who come first at once, one makes it.
 * @throws AnalyticsError `STORE_KEY_MISMATCH`
 */
export async function keyOf(sql: Sql, idKey: string | undefined): Promise<Buffer> {
  const known = await keptBy(sql);
  if (known) return keptKey(known, idKey);
  const { generated, fingerprint } = firstKey(idKey);
  // whoever inserts first decides about both: the others wait for it, and then read
  await sql.query(
    `INSERT INTO meta (name, value) VALUES ('${FINGERPRINT}', $1) ON CONFLICT (name) DO NOTHING`,
    [fingerprint],
  );
  const decided = await keptBy(sql);
  if (decided?.fingerprint === fingerprint && generated !== undefined) {
    await sql.query(
      `INSERT INTO meta (name, value) VALUES ('${GENERATED}', $1) ON CONFLICT (name) DO NOTHING`,
      [generated],
    );
  }
  return keptKey((await keptBy(sql)) ?? { fingerprint }, idKey);
}

async function keptBy(sql: Sql): Promise<KeptKey | undefined> {
  const rows = await sql.query<{ readonly name: string; readonly value: string }>(
    'SELECT name, value FROM meta WHERE name = ANY($1)',
    [[GENERATED, FINGERPRINT]],
  );
  const valueOf = (wanted: string) => rows.find(({ name }) => name === wanted)?.value;
  const fingerprint = valueOf(FINGERPRINT);
  return fingerprint === undefined ? undefined : { fingerprint, generated: valueOf(GENERATED) };
}
