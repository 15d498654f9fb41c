/** What was read, told apart by the group of its segment. */

import type { StoredSegment } from '../record/reads.ts';
import { groupBy } from './group-by.ts';

/** What a report reads: lists of rows. Those that name no segment belong to every group. */
export type RowSets = Readonly<Record<string, readonly { readonly segment?: number }[]>>;

export interface Part<Rows> {
  readonly key: string;
  readonly rows: Rows;
  readonly segments: readonly StoredSegment[];
}

/** Splits rows in one pass. Parts are ordered by key; one without a row has its lists, empty. */
export function partition<Rows extends RowSets>(
  rows: Rows,
  segments: readonly StoredSegment[],
  keyOf: (segment: StoredSegment) => string,
): readonly Part<Rows>[] {
  const keys = new Map(segments.map((segment) => [segment.id, keyOf(segment)]));
  const sets = Object.entries(rows).map(([name, list]) => ({
    name,
    everybodys: list.filter(({ segment }) => segment === undefined),
    split: groupBy(list, ({ segment }) => keys.get(segment ?? NaN)),
  }));
  const rowsOf = (key: string): Rows => {
    const own = sets.map(({ name, everybodys, split }) => [
      name,
      [...everybodys, ...(split.get(key) ?? [])],
    ]);
    return Object.fromEntries(own) as Rows;
  };
  return [...groupBy(segments, keyOf)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, ofKey]) => ({
      key,
      rows: rowsOf(key),
      segments: ofKey,
    }));
}
