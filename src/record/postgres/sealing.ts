/** Seals days on a server, one after the other. */

import type { Maintenance } from '../maintenance.ts';
import { QUARTERS_A_DAY, spanOf } from '../recounting.ts';
import type { Day } from '../recounting.ts';
import { sealDays, sealRows } from '../sealing/seal.ts';
import type { OpenRows, PackedRows, Sealable } from '../sealing/seal.ts';
import type { Server, Sql } from './connection.ts';
import { HOLD_SEALING, NEXT_OPEN, PUT_BACK, TAKE, packed, putPacked } from './sql/sealing.ts';
import { jsonText } from './text.ts';

/** Makes the sealing on a server. */
export function sealingOn(server: Server): Maintenance['seal'] {
  const store = {
    nextOpenDay: (day: Day) =>
      server.transaction((sql) => nextOpenDay(sql, day), { readOnly: true }),
    seal: (what: Sealable, day: Day) => server.transaction((sql) => seal(sql, what, day)),
  };
  return (query) => sealDays(store, query);
}

async function nextOpenDay(sql: Sql, day: Day): Promise<Day | undefined> {
  const [row] = await sql.query<{ readonly quarter: number | null }>(NEXT_OPEN, [
    day * QUARTERS_A_DAY,
  ]);
  return row && row.quarter !== null ? Math.floor(row.quarter / QUARTERS_A_DAY) : undefined;
}

async function seal<What extends Sealable>(sql: Sql, what: What, day: Day): Promise<void> {
  await sql.query(HOLD_SEALING);
  const { fromQuarter, toQuarter } = spanOf(day);
  const open = await sql.query<OpenRows[What]>(TAKE[what], [fromQuarter, toQuarter]);
  if (open.length === 0) return;
  const sealed = sealRows(what, open, await packedOf(sql, what, day), day);
  if (sealed.packed.length > 0) {
    await sql.run(putPacked(what), [day, jsonText(sealed.packed.map(encoded))]);
  }
  if (sealed.left.length > 0) await sql.run(PUT_BACK[what], [jsonText(sealed.left)]);
}

/** What is packed of a day. */
export function packedOf<What extends Sealable>(
  sql: Sql,
  what: What,
  day: Day,
): Promise<readonly PackedRows[What][]> {
  return sql.query(packed(what), [day]);
}

/** Bytes as base64. */
function encoded(row: object): object {
  const fields = Object.entries(row).map(([name, value]: [string, unknown]) => [
    name,
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  ]);
  return Object.fromEntries(fields) as object;
}
