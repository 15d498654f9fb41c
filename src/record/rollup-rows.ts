/** The rows of the rollups of a day: what they are to be, and where they differ. */

import type { EpochMs, Quarter } from '../model/time.ts';
import type { CounterDelta, Deltas } from './deltas.ts';
import type { RecountedTable, RollupTable } from './maintenance.ts';

/** What of the time a day is; the ends are exclusive. */
export interface DaySpan {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly fromQuarter: Quarter;
  readonly toQuarter: Quarter;
}

/** A row of a table in the order of its columns: first its key, then what was counted. */
export type RollupRow = readonly (string | number)[];

/** The columns of a table; a session stands by its id, a phrase by its kind and key. */
export interface RollupColumns {
  readonly key: readonly string[];
  readonly values: readonly string[];
}

export const ROLLUPS = {
  counters: {
    key: ['quarter', 'segment'],
    values: [
      'received',
      'recognized',
      'unrecognized',
      'system',
      'sent',
      'sent_by_agent',
      'signals',
      'turns_failed',
    ],
  },
  label_counters: { key: ['kind', 'quarter', 'segment', 'label'], values: ['value'] },
  presence: { key: ['quarter', 'segment', 'user'], values: ['received', 'unrecognized'] },
  response_times: {
    key: ['quarter', 'segment', 'dialog', 'bucket'],
    values: ['count', 'total_ms'],
  },
  marks: { key: ['session', 'kind', 'label', 'quarter', 'segment'], values: ['count'] },
  phrase_uses: { key: ['at', 'segment', 'kind', 'key', 'class', 'user'], values: ['count'] },
} as const satisfies Readonly<Record<RollupTable, RollupColumns>>;

/** All tables that are compared. */
export const ROLLUP_TABLES = Object.keys(ROLLUPS) as readonly RollupTable[];

/** User of what nobody known has said. */
const NOBODY = 0;

/** Lays the sums out as rows of a table: those that lie in the day. */
export function rowsOf(table: RollupTable, deltas: Deltas, span: DaySpan): readonly RollupRow[] {
  return ROWS[table](deltas, span);
}

type Rows = (deltas: Deltas, span: DaySpan) => readonly RollupRow[];

const ROWS: Readonly<Record<RollupTable, Rows>> = {
  counters: ({ counters }, span) => inDay(counters, span).map(counterRow),
  label_counters: ({ labels }, span) =>
    inDay(labels, span).map(({ kind, quarter, segment, label, value }) => [
      kind,
      quarter,
      segment,
      label,
      value,
    ]),
  presence: ({ presence }, span) =>
    inDay(presence, span).map(({ quarter, segment, user, received, unrecognized }) => [
      quarter,
      segment,
      user,
      received,
      unrecognized,
    ]),
  response_times: ({ responseTimes }, span) =>
    inDay(responseTimes, span).map(({ quarter, segment, dialog, bucket, count, totalMs }) => [
      quarter,
      segment,
      dialog,
      bucket,
      count,
      totalMs,
    ]),
  marks: ({ marks }, span) =>
    inDay(marks, span).map(({ session, kind, label, quarter, segment, value }) => [
      session,
      kind,
      label,
      quarter,
      segment,
      value,
    ]),
  phrase_uses: ({ phrases }, { from, to }) =>
    [...phrases.values()]
      .filter(({ at }) => at >= from && at < to)
      .map(({ at, segment, kind, key, class: ofClass, user = NOBODY, value }) => [
        at,
        segment,
        kind,
        key,
        ofClass,
        user,
        value,
      ]),
};

function inDay<Delta extends { readonly quarter: Quarter }>(
  deltas: ReadonlyMap<string, Delta>,
  { fromQuarter, toQuarter }: DaySpan,
): readonly Delta[] {
  return [...deltas.values()].filter(
    ({ quarter }) => quarter >= fromQuarter && quarter < toQuarter,
  );
}

// ---- comparison --------------------------------------------------------------------------------

/** What is to be in a table, if that differs from what is. */
export interface TableDifference extends RecountedTable {
  /** All rows that the day has to have. */
  readonly counted: readonly RollupRow[];
}

/** Compares the rows of a day; `undefined` if they are the same. Rows in which nothing is counted are none. */
export function differenceOf(
  table: RollupTable,
  counted: readonly RollupRow[],
  kept: readonly RollupRow[],
): TableDifference | undefined {
  const says = counted.filter((row) => saysSomething(table, row));
  const expected = new Map(says.map((row) => [keyOf(table, row), valuesOf(table, row)]));
  let different = 0;
  let found = 0;
  for (const row of kept) {
    if (!saysSomething(table, row)) continue;
    found++;
    const key = keyOf(table, row);
    if (expected.get(key) !== valuesOf(table, row)) different++;
    expected.delete(key);
  }
  different += expected.size; // those that are missing
  if (different === 0) return undefined;
  return { table, expected: says.length, found, different, counted: says };
}

function keyOf(table: RollupTable, row: RollupRow): string {
  return JSON.stringify(row.slice(0, ROLLUPS[table].key.length));
}

function valuesOf(table: RollupTable, row: RollupRow): string {
  return row.slice(ROLLUPS[table].key.length).join(' ');
}

/** Who was active was so without a message, too. */
function saysSomething(table: RollupTable, row: RollupRow): boolean {
  return table === 'presence' || row.slice(ROLLUPS[table].key.length).some((value) => value !== 0);
}

/** Columns of `counters`, in their order. */
export function counterRow({ quarter, segment, values: v }: CounterDelta): readonly number[] {
  return [
    quarter,
    segment,
    v.received,
    v.recognized,
    v.unrecognized,
    v.system,
    v.sent,
    v.sentByAgent,
    v.signals,
    v.turnsFailed,
  ];
}
