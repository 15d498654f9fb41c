/** Rows, bucket by bucket. */

import type { Quarter } from '../model/time.ts';

/** Returns one list for each of the `length` buckets, empty where there is no row. */
export function byBucket<Row extends { readonly bucket: number }>(
  rows: readonly Row[],
  length: number,
): readonly (readonly Row[])[] {
  const buckets: Row[][] = Array.from({ length }, () => []);
  for (const row of rows) buckets[row.bucket]?.push(row);
  return buckets;
}

/** Returns one list for each bucket of the edges: a row is at most once in each, and in none if its quarter-hours lie outside. */
export function byQuarters<Row>(
  rows: readonly Row[],
  edges: readonly Quarter[],
  quartersOf: (row: Row) => readonly Quarter[],
): readonly (readonly Row[])[] {
  const buckets: Row[][] = edges.slice(1).map(() => []);
  for (const row of rows) {
    const found = new Set(quartersOf(row).map((quarter) => bucketOf(quarter, edges)));
    for (const i of found) buckets[i]?.push(row);
  }
  return buckets;
}

/** Index of the bucket that holds a quarter-hour: −1 before the first edge, the number of buckets after the last. */
function bucketOf(quarter: Quarter, edges: readonly Quarter[]): number {
  let [low, high] = [-1, edges.length];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if ((edges[middle] ?? Infinity) <= quarter) low = middle;
    else high = middle;
  }
  return low;
}
