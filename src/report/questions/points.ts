/** R3's shape of a series: one value per bucket, and total, least, greatest and mean. */

import type { Dated, Series } from '../answer.ts';
import { isoOf } from '../answer.ts';
import type { Buckets } from '../time/buckets.ts';
import { mean } from '../rate.ts';

/** `value` is `null` where a mean has nothing to divide by. */
export interface PointRow extends Dated {
  readonly value: number | null;
}

/** `min`, `max` and `avg` are over the buckets' values, without those that are `null`; `null` if there is none. */
export interface PointSummary {
  /** The value of the whole range; of distinct counts not the sum of the buckets. */
  readonly total: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** With 2 decimals: R3's 28 over 27 buckets is 1.04. */
  readonly avg: number | null;
}

/** Puts values, one per bucket, into the shape. */
export function pointSeries(
  { starts }: Buckets,
  values: readonly (number | null)[],
  total: number | null,
): Series<PointRow, PointSummary> {
  const known = values.filter((value) => value !== null);
  const extreme = (of: (a: number, b: number) => number): number | null =>
    known.length === 0 ? null : known.reduce((a, b) => of(a, b));
  return {
    data: starts.map((start, i) => ({ date: isoOf(start), value: values[i] ?? null })),
    summary: {
      total,
      min: extreme(Math.min),
      max: extreme(Math.max),
      avg: mean(known),
    },
  };
}
