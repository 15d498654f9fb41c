/** Recounts days on a connection: each within one transaction, so that nothing is written meanwhile. */

import { emptyDeltas } from '../deltas.ts';
import type { Maintenance, RecountQuery, RecountedTable, RollupTable } from '../maintenance.ts';
import { foldKept, recountDays, spanOf, stopIf, toldOf } from '../recounting.ts';
import type { Day, DayStore } from '../recounting.ts';
import { ROLLUP_TABLES, differenceOf, rowsOf } from '../rollup-rows.ts';
import type { DaySpan, TableDifference } from '../rollup-rows.ts';
import type { DatabaseLike } from './driver.ts';
import { whileOpen } from './failure.ts';
import { recountStatements } from './sql/recount.ts';
import type { RecountStatements } from './sql/recount.ts';
import { transactionOn } from './transaction.ts';

/** Events that are read at once. */
const EVENTS_AT_ONCE = 2_000;

/** Makes the recounting of a connection; its statements are prepared when it is asked for. */
export function recountOn(db: DatabaseLike): Maintenance['recount'] {
  let days: DayStore | undefined;
  return (query) => recountDays((days ??= daysOn(db)), query);
}

function daysOn(db: DatabaseLike): DayStore {
  const sql = recountStatements(db);
  const inTransaction = transactionOn(db);
  return {
    firstDay: async () => inSnapshot(db, () => sql.firstDay()),
    nextDay: async (day) => inSnapshot(db, () => sql.nextDay(day)),
    recount: async (day, query) => {
      const found = inSnapshot(db, () => compare(sql, day, query));
      if (!query.repair || !found || found.length === 0) return found?.map(toldOf);
      return inTransaction(() => repair(sql, day, query));
    },
  };
}

type Stop = Pick<RecountQuery, 'isStopped'>;

/** Compares a day in all tables; `undefined` if something of it is not kept. */
function compare(
  sql: RecountStatements,
  day: Day,
  query: Stop,
): readonly TableDifference[] | undefined {
  if (!sql.isComplete(day)) return undefined;
  const span = spanOf(day);
  const deltas = emptyDeltas();
  let after: { readonly at: number; readonly seq: number } | undefined;
  do {
    const events = sql.eventsOf(span, after, EVENTS_AT_ONCE);
    foldKept(events, deltas);
    stopIf(query);
    after = events.length < EVENTS_AT_ONCE ? undefined : events.at(-1);
  } while (after);
  foldKept(sql.votesCounted(span), deltas);
  return ROLLUP_TABLES.flatMap(
    (table) => differenceOf(table, rowsOf(table, deltas, span), sql.rows(table, span)) ?? [],
  );
}

/** Puts a day right, as it is now; to be run in a transaction. */
function repair(
  sql: RecountStatements,
  day: Day,
  query: Stop,
): readonly RecountedTable[] | undefined {
  const found = compare(sql, day, query);
  const span: DaySpan = spanOf(day);
  for (const { table, counted } of found ?? []) replace(sql, table, { span, counted });
  return found?.map(toldOf);
}

function replace(
  sql: RecountStatements,
  table: RollupTable,
  { span, counted }: Pick<TableDifference, 'counted'> & { readonly span: DaySpan },
): void {
  sql.clear(table, span);
  for (const row of counted) sql.insert(table, row);
}

/** All that is read is of one moment. */
function inSnapshot<Result>(db: DatabaseLike, read: () => Result): Result {
  try {
    db.exec('BEGIN');
    try {
      return read();
    } finally {
      db.exec('COMMIT');
    }
  } catch (error) {
    throw whileOpen(error);
  }
}
