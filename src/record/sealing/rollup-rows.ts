/** Sealed days as the rows that they were: what recounting compares. */

import type { RollupTable } from '../maintenance.ts';
import { MEASURES } from '../measures.ts';
import { ROLLUPS } from '../rollup-rows.ts';
import type { RollupRow } from '../rollup-rows.ts';
import type { OpenRows, Sealable } from './seal.ts';

/** Tables of which the rows of a day are sealed, and by what name. */
const SEALED = {
  counters: 'counters',
  label_counters: 'labels',
  presence: 'presence',
} as const satisfies Partial<Record<RollupTable, Sealable>>;

export type SealedTable = keyof typeof SEALED;

/** What of a table is sealed; `undefined` = nothing. */
export function sealedOf(table: RollupTable): Sealable | undefined {
  return Object.hasOwn(SEALED, table) ? SEALED[table as SealedTable] : undefined;
}

const ROW_OF: { readonly [What in Sealable]: (row: OpenRows[What]) => RollupRow } = {
  counters: (row) => [row.quarter, row.segment, ...MEASURES.map((measure) => row[measure])],
  labels: ({ kind, quarter, segment, label, value }) => [kind, quarter, segment, label, value],
  presence: ({ quarter, segment, user, received, unrecognized }) => [
    quarter,
    segment,
    user,
    received,
    unrecognized,
  ],
};

/** Returns rows as those of their table. */
export function rollupRows<What extends Sealable>(
  what: What,
  rows: readonly OpenRows[What][],
): readonly RollupRow[] {
  const rowOf: (row: OpenRows[What]) => RollupRow = ROW_OF[what];
  return rows.map(rowOf);
}

/** Adds rows of a table up that have the same key. */
export function addedRows(table: RollupTable, rows: readonly RollupRow[]): readonly RollupRow[] {
  const keys = ROLLUPS[table].key.length;
  const sums = new Map<string, RollupRow>();
  for (const row of rows) {
    const key = JSON.stringify(row.slice(0, keys));
    const known = sums.get(key);
    sums.set(key, known ? added(known, row, keys) : row);
  }
  return [...sums.values()];
}

function added(a: RollupRow, b: RollupRow, keys: number): RollupRow {
  return a.map((value, i) => (i < keys ? value : Number(value) + Number(b[i])));
}
