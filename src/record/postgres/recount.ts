/** Recounts days on a server: each as it is at one moment. */

import { DAY_MS } from '../../model/time.ts';
import { emptyDeltas } from '../deltas.ts';
import { EVENTS_KEPT_FROM, ROLLUPS_KEPT_FROM, SESSIONS_KEPT_FROM } from '../maintenance.ts';
import type { Maintenance, RecountQuery, RecountedTable, RollupTable } from '../maintenance.ts';
import { LABEL_KINDS, MARK_KINDS } from '../measures.ts';
import { dayOf, foldKept, recountDays, spanOf, stopIf, toldOf } from '../recounting.ts';
import type { Day, DayStore, KeptEventRow } from '../recounting.ts';
import { ROLLUP_TABLES, differenceOf, rowsOf } from '../rollup-rows.ts';
import type { DaySpan, RollupRow, TableDifference } from '../rollup-rows.ts';
import { addedRows, rollupRows, sealedOf } from '../sealing/rollup-rows.ts';
import { unpacked } from '../sealing/seal.ts';
import type { Server, Sql } from './connection.ts';
import type { SqlValue } from './driver.ts';
import { packedOf } from './sealing.ts';
import { EVENTS, FIRST, HOLD_RECORDING, NEXT, TABLES, VOTES } from './sql/recount.ts';
import { HOLD_SEALING, removePacked } from './sql/sealing.ts';
import { jsonText } from './text.ts';

/** Events that are read at once, and rows that are written at once. */
const EVENTS_AT_ONCE = 2_000;
const ROWS_AT_ONCE = 5_000;

/** Makes the recounting on a server. */
export function recountOn(server: Server): Maintenance['recount'] {
  const days = daysOn(server);
  return (query) => recountDays(days, query);
}

function daysOn(server: Server): DayStore {
  const read = <Result>(work: (sql: Sql) => Promise<Result>): Promise<Result> =>
    server.transaction(work, { readOnly: true });
  return {
    firstDay: () => read(firstDay),
    nextDay: (day) => read((sql) => nextDay(sql, day)),
    recount: async (day, query) => {
      const found = await read((sql) => compare(sql, day, query));
      if (!query.repair || !found || found.length === 0) return found?.map(toldOf);
      return server.transaction((sql) => repair(sql, day, query));
    },
  };
}

async function firstDay(sql: Sql): Promise<Day | undefined> {
  const names = [EVENTS_KEPT_FROM, ROLLUPS_KEPT_FROM, SESSIONS_KEPT_FROM];
  const [row] = await sql.query<{ readonly first: number | null; readonly kept: number | null }>(
    FIRST,
    [names],
  );
  if (!row || row.first === null) return undefined;
  return dayOf(Math.max(row.first, row.kept ?? row.first));
}

async function nextDay(sql: Sql, day: Day): Promise<Day | undefined> {
  const [row] = await sql.query<{ readonly at: number | null }>(NEXT, [day * DAY_MS]);
  return row && row.at !== null ? dayOf(row.at) : undefined;
}

type Stop = Pick<RecountQuery, 'isStopped'>;

/** Compares a day in all tables; `undefined` if something of it is not kept. */
async function compare(
  sql: Sql,
  day: Day,
  query: Stop,
): Promise<readonly TableDifference[] | undefined> {
  if (!(await isComplete(sql, day))) return undefined;
  const span = spanOf(day);
  const deltas = emptyDeltas();
  let [at, seq] = [span.from, -1];
  for (;;) {
    const values = [span.from, span.to, at, seq, EVENTS_AT_ONCE];
    const events = await sql.query<KeptEventRow>(EVENTS, values);
    foldKept(events, deltas);
    stopIf(query);
    const last = events.at(-1);
    if (!last || events.length < EVENTS_AT_ONCE) break;
    ({ at, seq } = last);
  }
  foldKept(await sql.query<KeptEventRow>(VOTES, [span.from, span.to]), deltas);
  const different: TableDifference[] = [];
  for (const table of ROLLUP_TABLES) {
    const kept = await sql.query<object>(TABLES[table].select, valuesOf(table, span));
    const open = kept.map((row) => Object.values(row) as RollupRow);
    const rows = await withPacked(sql, day, { table, open });
    const difference = differenceOf(table, rowsOf(table, deltas, span), rows);
    if (difference) different.push(difference);
  }
  return different;
}

/** Rows of a table: those that are open, and those that were packed. */
async function withPacked(
  sql: Sql,
  day: Day,
  { table, open }: { readonly table: RollupTable; readonly open: readonly RollupRow[] },
): Promise<readonly RollupRow[]> {
  const what = sealedOf(table);
  if (!what) return open;
  const sealed = rollupRows(what, unpacked(what, await packedOf(sql, what, day), day));
  return addedRows(table, [...sealed, ...open]);
}

/** Whether all events of a day are kept, and all that was counted. */
async function isComplete(sql: Sql, day: Day): Promise<boolean> {
  if (day < ((await firstDay(sql)) ?? Infinity)) return false;
  const partial = await sql.query('SELECT 1 FROM partial_days WHERE day = $1', [day]);
  return partial.length === 0;
}

/** Puts a day right, as it is now, while nobody records. */
async function repair(
  sql: Sql,
  day: Day,
  query: Stop,
): Promise<readonly RecountedTable[] | undefined> {
  for (const lock of [HOLD_SEALING, ...HOLD_RECORDING]) await sql.run(lock);
  const found = await compare(sql, day, query);
  for (const { table, counted } of found ?? []) {
    await sql.run(TABLES[table].clear, valuesOf(table, spanOf(day)));
    // they are open afterwards, and sealed again when it is time
    const what = sealedOf(table);
    if (what) await sql.run(removePacked(what), [day]);
    for (let first = 0; first < counted.length; first += ROWS_AT_ONCE) {
      const rows = counted.slice(first, first + ROWS_AT_ONCE);
      await sql.run(TABLES[table].insert, [jsonText(rows)]);
    }
  }
  return found?.map(toldOf);
}

/** Phrases are counted at their instant, all else by quarter-hours. */
function valuesOf(
  table: RollupTable,
  { from, to, fromQuarter, toQuarter }: DaySpan,
): readonly SqlValue[] {
  if (table === 'phrase_uses') return [from, to];
  if (table === 'label_counters') return [fromQuarter, toQuarter, LABEL_KINDS];
  return table === 'marks' ? [fromQuarter, toQuarter, MARK_KINDS] : [fromQuarter, toQuarter];
}
