/** What was read, told apart by the group of its segment. */

import type { StoredSegment } from '../record/reads.ts';
import { isRows, splitRows } from '../record/rows.ts';
import type { Rows } from '../record/rows.ts';
import { groupBy } from '../model/group-by.ts';
import { compareTexts } from './order.ts';

/** What a report reads: rows that name their segments, and what belongs to every group. */
export type RowSets = Readonly<Record<string, unknown>>;

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
  const groups = [...groupBy(segments, keyOf)].toSorted(([a], [b]) => compareTexts(a, b));
  const placeOf = new Map(
    groups.flatMap(([, own], place) => own.map(({ id }) => [id, place] as const)),
  );
  const split = Object.entries(sets).map(([name, rows]) => ({
    name,
    parts: isOfSegments(rows)
      ? splitRows(rows, groups.length, ({ segment }, put) => put(placeOf.get(segment) ?? -1))
      : groups.map(() => rows),
  }));
  return groups.map(([key, own], place) => ({
    key,
    rows: Object.fromEntries(split.map(({ name, parts }) => [name, parts[place]])) as Sets,
    segments: own,
  }));
}

/** An empty list is shared as well as split. */
function isOfSegments(set: unknown): set is Rows<{ readonly segment: number }> {
  if (!isRows(set)) return false;
  for (const row of set) return 'segment' in row;
  return false;
}
