/** SQL of recounting: the events of a day, and the rows that were counted of it. */

import { DAY_MS } from '../../../model/time.ts';
import { LABEL_KINDS, MARK_KINDS } from '../../measures.ts';
import { EVENTS_KEPT_FROM, ROLLUPS_KEPT_FROM, SESSIONS_KEPT_FROM } from '../../maintenance.ts';
import type { RollupTable } from '../../maintenance.ts';
import { dayOf } from '../../recounting.ts';
import type { Day, KeptEventRow } from '../../recounting.ts';
import { ROLLUPS, ROLLUP_TABLES } from '../../rollup-rows.ts';
import type { DaySpan, RollupRow } from '../../rollup-rows.ts';
import { addedRows, rollupRows, sealedOf } from '../../sealing/rollup-rows.ts';
import { unpacked } from '../../sealing/seal.ts';
import type { DatabaseLike, NamedValues, StatementLike } from '../driver.ts';
import { packedRowsOn } from './sealing.ts';

export type RecountStatements = ReturnType<typeof recountStatements>;

/** Prepares the statements of recounting. */
export function recountStatements(db: DatabaseLike) {
  const firstDay = selectFirstDay(db);
  const isPartial = db.prepare('SELECT 1 FROM partial_days WHERE day = ?');
  return {
    firstDay,
    nextDay: selectNextDay(db),
    /** Whether all events of a day are kept, and all that was counted. */
    isComplete: (day: Day): boolean =>
      day >= (firstDay() ?? Infinity) && isPartial.get(day) === undefined,
    ...eventStatements(db),
    ...rowStatements(db),
  };
}

function selectFirstDay(db: DatabaseLike) {
  const first = db.prepare('SELECT min(at) AS at FROM events');
  const keptFrom = db.prepare(
    'SELECT max(CAST(value AS INTEGER)) AS at FROM meta WHERE name IN (?, ?, ?)',
  );
  const names = [EVENTS_KEPT_FROM, ROLLUPS_KEPT_FROM, SESSIONS_KEPT_FROM];
  /** The first day of which all is kept, as far as its age goes. */
  return (): Day | undefined => {
    const { at } = first.get() as Instant;
    const { at: kept } = keptFrom.get(...names) as Instant;
    return at === null ? undefined : dayOf(Math.max(at, kept ?? at));
  };
}

interface Instant {
  readonly at: number | null;
}

/** By the key of a table or by an index: so many days are looked at one by one. */
function selectNextDay(db: DatabaseLike) {
  const statements = [
    'SELECT min(at) AS at FROM events WHERE at >= ?',
    'SELECT min(at) AS at FROM phrase_uses WHERE at >= ?',
    ...['counters', 'presence', 'response_times'].map(
      (table) => `SELECT min(quarter) * 900000 AS at FROM ${table} WHERE quarter >= ? / 900000`,
    ),
    ...['sealed_counters', 'sealed_presence'].map(
      (table) => `SELECT min(day) * 86400000 AS at FROM ${table} WHERE day >= ? / 86400000`,
    ),
  ].map((sql) => db.prepare(sql));
  /** The first day from this one on of which there is anything. */
  return (day: Day): Day | undefined => {
    const found = statements.flatMap((statement) => {
      const { at } = statement.get(day * DAY_MS) as Instant;
      return at === null ? [] : [dayOf(at)];
    });
    return found.length === 0 ? undefined : Math.min(...found);
  };
}

// ---- events ------------------------------------------------------------------------------------

const EVENTS = `
  SELECT e.seq, e.kind, e.at, e.act, e.segment, e.user, s.id AS session, e.data
  FROM events e LEFT JOIN sessions s ON s.number = e.session
  WHERE e.only IS NOT 'destinations'`;

function eventStatements(db: DatabaseLike) {
  const ofDay = db.prepare(
    `${EVENTS} AND e.at < ? AND (e.at, e.seq) > (?, ?) ORDER BY e.at, e.seq LIMIT ?`,
  );
  const votes = db.prepare(
    `${EVENTS} AND e.kind = 'feedback_given' AND e.data ->> 'messageAt' >= :from
       AND e.data ->> 'messageAt' < :to AND (e.at < :from OR e.at >= :to)`,
  );
  return {
    /** Events that happened on a day, by their time: the first ones, or those after one of them. */
    eventsOf: (
      { from, to }: DaySpan,
      after: { readonly at: number; readonly seq: number } = { at: from, seq: -1 },
      limit: number,
    ) => ofDay.all(to, after.at, after.seq, limit) as KeptEventRow[],
    /** Votes of other days on messages of this one. */
    votesCounted: ({ from, to }: DaySpan) => votes.all({ from, to }) as KeptEventRow[],
  };
}

// ---- rows --------------------------------------------------------------------------------------

const IN_QUARTERS = 'quarter >= :fromQuarter AND quarter < :toQuarter';
const IS_LABEL = `kind IN ('${LABEL_KINDS.join("', '")}') AND ${IN_QUARTERS}`;
const IS_MARK = `kind IN ('${MARK_KINDS.join("', '")}') AND ${IN_QUARTERS}`;

/** Of a table: its rows of a day, in the order of the columns of `ROLLUPS`. */
interface TableSql {
  readonly select: string;
  readonly clear: string;
  readonly insert: string;
  /** Places in a row of what is inserted, in that order. */
  readonly order: readonly number[];
}

/** A table without references. */
function plain(table: keyof typeof ROLLUPS, where: string): TableSql {
  const { key, values } = ROLLUPS[table];
  const columns = [...key, ...values];
  return {
    select: `SELECT ${columns.join(', ')} FROM ${table} WHERE ${where}`,
    clear: `DELETE FROM ${table} WHERE ${where}`,
    insert: `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    order: [...columns.keys()],
  };
}

const SQL: Readonly<Record<RollupTable, TableSql>> = {
  counters: plain('counters', IN_QUARTERS),
  label_counters: plain('label_counters', IS_LABEL),
  presence: plain('presence', IN_QUARTERS),
  response_times: plain('response_times', IN_QUARTERS),
  marks: {
    select: `SELECT s.id, kind, label, quarter, m.segment, count
      FROM marks m JOIN sessions s ON s.number = m.session WHERE ${IS_MARK}`,
    clear: `DELETE FROM marks WHERE ${IS_MARK}`,
    insert: `INSERT INTO marks (session, kind, label, quarter, segment, count)
      SELECT number, ?, ?, ?, ?, ? FROM sessions WHERE id = ?`,
    order: [1, 2, 3, 4, 5, 0],
  },
  phrase_uses: {
    select: `SELECT u.at, segment, kind, key, class, user, count
      FROM phrase_uses u JOIN phrases p ON p.number = u.phrase WHERE u.at >= :from AND u.at < :to`,
    clear: 'DELETE FROM phrase_uses WHERE at >= :from AND at < :to',
    insert: `INSERT INTO phrase_uses (at, segment, phrase, class, user, count)
      SELECT ?, ?, number, ?, ?, ? FROM phrases WHERE kind = ? AND key = ?`,
    order: [0, 1, 4, 5, 6, 2, 3],
  },
};

function rowStatements(db: DatabaseLike) {
  const { packed, removePacked } = packedRowsOn(db);
  const prepared = ROLLUP_TABLES.map((table): [RollupTable, TableStatements] => {
    const { select, clear, insert, order } = SQL[table];
    const statements = { select: db.prepare(select), clear: db.prepare(clear) };
    return [table, { ...statements, insert: db.prepare(insert), order }];
  });
  const tables = Object.fromEntries(prepared) as Readonly<Record<RollupTable, TableStatements>>;
  return {
    /** What was counted of a day. */
    rows: (table: RollupTable, span: DaySpan): readonly RollupRow[] => {
      const rows = tables[table].select.all(namedOf(table, span)) as object[];
      const open = rows.map((row) => Object.values(row) as (string | number)[]);
      const what = sealedOf(table);
      if (!what) return open;
      const day = dayOf(span.from);
      const sealed = rollupRows(what, unpacked(what, packed(what, day), day));
      return addedRows(table, [...sealed, ...open]);
    },
    /** They are open afterwards, and sealed again when it is time. */
    clear: (table: RollupTable, span: DaySpan): void => {
      tables[table].clear.run(namedOf(table, span));
      const what = sealedOf(table);
      if (what) removePacked(what, dayOf(span.from));
    },
    insert: (table: RollupTable, row: RollupRow): void => {
      const { insert, order } = tables[table];
      insert.run(...order.map((place) => row[place] ?? null));
    },
  };
}

interface TableStatements extends Pick<TableSql, 'order'> {
  readonly select: StatementLike;
  readonly clear: StatementLike;
  readonly insert: StatementLike;
}

/** Phrases are counted at their instant, all else by quarter-hours. */
function namedOf(table: RollupTable, { from, to, fromQuarter, toQuarter }: DaySpan): NamedValues {
  return table === 'phrase_uses' ? { from, to } : { fromQuarter, toQuarter };
}
