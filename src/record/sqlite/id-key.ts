/** The key of the pseudonyms, as a file keeps it. */

import { fingerprintOf, firstKey, keptKey } from '../id-key.ts';
import type { DatabaseLike } from './driver.ts';
import { metaStatements } from './meta.ts';
import { transactionOn } from './transaction.ts';

const GENERATED = 'id_key';
const FINGERPRINT = 'id_key_fingerprint';

/**
 * Returns the 32 bytes of the store's key.
 * @throws AnalyticsError `STORE_KEY_MISMATCH`
 */
export function keyOf(db: DatabaseLike, idKey: string | undefined): Buffer {
  const meta = metaStatements(db);
  return transactionOn(db)(() => {
    const fingerprint = meta.get(FINGERPRINT);
    if (fingerprint !== undefined) {
      const generated = meta.get(GENERATED);
      const kept = { fingerprint: String(fingerprint), generated: generated?.toString() };
      return keptKey(kept, idKey);
    }
    const { key, ...kept } = firstKey(idKey);
    if (kept.generated !== undefined) meta.setIfAbsent(GENERATED, kept.generated);
    meta.setIfAbsent(FINGERPRINT, kept.fingerprint);
    return key;
  });
}

/**
 * Keeps the key of which the fingerprint was lost, and forgets the fingerprint of which the key was: the one
 * would be refused for the other at every start. Where the key is given from outside, only its fingerprint is
 * kept, and made anew.
 */
export function keepKey(db: DatabaseLike): void {
  const meta = metaStatements(db);
  const generated = String(meta.get(GENERATED) ?? '');
  const isWhole = /^[0-9a-f]{64}$/.test(generated);
  db.prepare('DELETE FROM meta WHERE name = ?').run(FINGERPRINT);
  if (isWhole) meta.setIfAbsent(FINGERPRINT, fingerprintOf(Buffer.from(generated, 'hex')));
  else db.prepare('DELETE FROM meta WHERE name = ?').run(GENERATED);
}
