/** What was read, told apart by the group of its segment. */

import type { StoredSegment } from '../record/reads.ts';
import { splitRows } from '../record/rows.ts';
import type { Rows } from '../record/rows.ts';
import { groupBy } from './group-by.ts';

/** What a report reads. The rows of a list name their segments, or none does: then they belong to every group. */
export type RowSets = Readonly<Record<string, Rows<{ readonly segment?: number }>>>;

export interface Part<Set> {
  readonly key: string;
  readonly rows: Set;
  readonly segments: readonly StoredSegment[];
}

/** Splits rows in one pass. Parts are ordered by key; one without a row has its lists, empty. */
export function partition<Sets extends RowSets>(
  sets: Sets,
  segments: readonly StoredSegment[],
  keyOf: (segment: StoredSegment) => string,
): readonly Part<Sets>[] {
  const groups = [...groupBy(segments, keyOf)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const placeOf = new Map(
    groups.flatMap(([, own], place) => own.map(({ id }) => [id, place] as const)),
  );
  const split = Object.entries(sets).map(([name, rows]) => ({
    name,
    parts: isEverybodys(rows)
      ? groups.map(() => rows)
      : splitRows(rows, groups.length, ({ segment }, put) => put(placeOf.get(segment ?? -1) ?? -1)),
  }));
  return groups.map(([key, own], place) => ({
    key,
    rows: Object.fromEntries(split.map(({ name, parts }) => [name, parts[place]])) as Sets,
    segments: own,
  }));
}

function isEverybodys(rows: RowSets[string]): boolean {
  for (const { segment } of rows) return segment === undefined;
  return true;
}
