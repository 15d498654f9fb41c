/** Rows, bucket by bucket. */

import type { Quarter } from '../../model/time.ts';

/** Returns one list for each bucket of the edges: the rows that were recorded in it. */
export function byQuarter<Row extends { readonly quarter: Quarter }>(
  rows: readonly Row[],
  edges: readonly Quarter[],
): readonly (readonly Row[])[] {
  const buckets: Row[][] = edges.slice(1).map(() => []);
  for (const row of rows) buckets[bucketAt(row.quarter, edges)]?.push(row);
  return buckets;
}

/** Returns one list for each bucket of the edges: a row is at most once in each, and in none if its quarter-hours, which ascend, lie outside. */
export function byQuarters<Row>(
  rows: readonly Row[],
  edges: readonly Quarter[],
  quartersOf: (row: Row) => readonly Quarter[],
): readonly (readonly Row[])[] {
  const buckets: Row[][] = edges.slice(1).map(() => []);
  for (const row of rows) {
    let latest: number | undefined;
    for (const quarter of quartersOf(row)) {
      const bucket = bucketAt(quarter, edges);
      if (bucket !== latest) buckets[bucket]?.push(row);
      latest = bucket;
    }
  }
  return buckets;
}

/** Index of the bucket that holds a quarter-hour: −1 before the first edge, the number of buckets after the last. */
export function bucketAt(quarter: Quarter, edges: readonly Quarter[]): number {
  let [low, high] = [-1, edges.length];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if ((edges[middle] ?? Infinity) <= quarter) low = middle;
    else high = middle;
  }
  return low;
}
