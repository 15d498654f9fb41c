/** Seals days on a connection that records, one after the other. */

import type { Maintenance } from '../maintenance.ts';
import { QUARTERS_A_DAY } from '../recounting.ts';
import type { Day } from '../recounting.ts';
import { sealDays, sealRows } from '../sealing/seal.ts';
import type { Sealable, SealingStore } from '../sealing/seal.ts';
import type { DatabaseLike } from './driver.ts';
import { userSealingOn } from './sealed-users.ts';
import { nextOpenOn, openRowsOn, packedRowsOn, putPackedOn } from './sql/sealing.ts';
import { transactionOn } from './transaction.ts';

/** Makes the sealing of a connection; its statements are prepared when it is asked for. */
export function sealingOn(db: DatabaseLike): Maintenance['seal'] {
  let store: SealingStore | undefined;
  return (query) => sealDays((store ??= storeOn(db)), query);
}

function storeOn(db: DatabaseLike): SealingStore {
  const nextOpen = nextOpenOn(db);
  const sql = { ...openRowsOn(db), ...packedRowsOn(db), ...putPackedOn(db) };
  const inTransaction = transactionOn(db);
  const sealUsers = userSealingOn(db);
  const seal = <What extends Sealable>(what: What, day: Day): void => {
    const open = sql.take(what, day);
    if (open.length === 0) return;
    const { packed, left } = sealRows(what, open, sql.packed(what, day), day);
    sql.put(what, day, packed);
    sql.putBack(what, left);
  };
  return {
    nextOpenDay: async (day) => {
      const quarter = nextOpen(day * QUARTERS_A_DAY);
      return quarter === undefined ? undefined : Math.floor(quarter / QUARTERS_A_DAY);
    },
    seal: async (what, day) => inTransaction(() => seal(what, day)),
    sealUsers: async () => sealUsers(),
  };
}
