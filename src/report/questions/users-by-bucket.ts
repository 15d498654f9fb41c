/** Distinct active users of each bucket and of the whole range. */

import type { Quarter } from '../../model/time.ts';
import { countActive, countDistinct } from './active-users.ts';
import type { Active } from './active-users.ts';

export interface DistinctUsers {
  readonly byBucket: readonly number[];
  /** Of the whole range: not the sum of the buckets. */
  readonly total: number;
}

/** Counts the users of sets that the edges do not divide. */
export function usersByBucket(sets: Active, edges: readonly Quarter[]): DistinctUsers {
  const byBucket = countDistinct(sets, edges);
  const [only = 0] = byBucket;
  return { byBucket, total: byBucket.length === 1 ? only : countActive(sets) };
}
