/** Rows, bucket by bucket. */

import { lastAtMost } from '../../model/ascending.ts';
import type { Quarter } from '../../model/time.ts';
import { splitRows } from '../../record/rows.ts';
import type { Rows } from '../../record/rows.ts';

/** Returns rows for each bucket of the edges: those that were recorded in it. */
export function byQuarter<Row extends { readonly quarter: Quarter }>(
  rows: readonly Row[],
  edges: readonly Quarter[],
): readonly (readonly Row[])[];
export function byQuarter<Row extends { readonly quarter: Quarter }>(
  rows: Rows<Row>,
  edges: readonly Quarter[],
): readonly Rows<Row>[];
export function byQuarter<Row extends { readonly quarter: Quarter }>(
  rows: Rows<Row>,
  edges: readonly Quarter[],
): readonly Rows<Row>[] {
  return splitRows(rows, edges.length - 1, ({ quarter }, put) => put(bucketAt(quarter, edges)));
}

/** What is active in several quarter-hours, ascending. */
interface Active {
  readonly quarter: Quarter;
  /** Those after the first. */
  readonly later: readonly Quarter[];
}

/** Returns rows for each bucket of the edges: those that were active in it, each once. */
export function byActivity<Row extends Active>(
  rows: Rows<Row>,
  edges: readonly Quarter[],
): readonly Rows<Row>[] {
  return splitRows(rows, edges.length - 1, ({ quarter, later }, put) => {
    let latest = bucketAt(quarter, edges);
    put(latest);
    for (const each of later) {
      const bucket = bucketAt(each, edges);
      if (bucket !== latest) put(bucket);
      latest = bucket;
    }
  });
}

/** Index of the bucket that holds a quarter-hour: −1 before the first edge, the number of buckets after the last. */
export function bucketAt(quarter: Quarter, edges: readonly Quarter[]): number {
  return lastAtMost(edges, quarter);
}
