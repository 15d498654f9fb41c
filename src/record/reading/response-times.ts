/** First answers, summed up over time. */

import type { ResponseTimeRow } from '../reads.ts';
import type { Rows } from '../rows.ts';

/** More than there are buckets of a histogram. */
const MAX_BUCKETS = 4_096;

/** SQL: segment and bucket in one number, as fewer lists are read faster. */
export const PLACE_OF_BUCKET = `segment * ${MAX_BUCKETS} + bucket`;

/** First answers of some time: `place` is {@link PLACE_OF_BUCKET}. */
interface Summand {
  readonly place: number;
  readonly count: number;
  readonly totalMs: number;
  readonly dialog?: string;
}

/** Adds up what differs in nothing but its time. */
export function summedUp(rows: Rows<Summand>): readonly ResponseTimeRow[] {
  const byDialog = new Map<string, Map<number, Writable<ResponseTimeRow>>>();
  for (const { place, dialog = '', count, totalMs } of rows) {
    const sums = byDialog.get(dialog) ?? new Map<number, Writable<ResponseTimeRow>>();
    byDialog.set(dialog, sums);
    const sum = sums.get(place);
    if (sum) {
      sum.count += count;
      sum.totalMs += totalMs;
    } else {
      const [segment, bucket] = [Math.floor(place / MAX_BUCKETS), place % MAX_BUCKETS];
      sums.set(place, { segment, dialog, bucket, count, totalMs });
    }
  }
  return [...byDialog.values()].flatMap((sums) => [...sums.values()]);
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
