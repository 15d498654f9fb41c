/** The key of the pseudonyms, as a file keeps it. */

import { firstKey, keptKey } from '../id-key.ts';
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
