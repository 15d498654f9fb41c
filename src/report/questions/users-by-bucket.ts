/** Distinct active users of each bucket and of the whole range. */

import type { Quarter } from '../../model/time.ts';
import type { PresenceRow } from '../../record/reads.ts';
import type { Rows } from '../../record/rows.ts';

export interface DistinctUsers {
  readonly byBucket: readonly number[];
  /** Of the whole range: not the sum of the buckets. */
  readonly total: number;
}

/** Counts users in one pass over rows that ascend by quarter-hour: of each it is known in which bucket they were counted last. */
export function usersByBucket(rows: Rows<PresenceRow>, edges: readonly Quarter[]): DistinctUsers {
  const byBucket = edges.slice(1).map(() => 0);
  const latest = new Map<number, number>();
  let bucket = 0;
  for (const { quarter, user } of rows) {
    while (quarter >= (edges[bucket + 1] ?? Infinity)) bucket += 1;
    if (latest.get(user) === bucket) continue;
    latest.set(user, bucket);
    byBucket[bucket] = (byBucket[bucket] ?? 0) + 1;
  }
  return { byBucket, total: latest.size };
}
