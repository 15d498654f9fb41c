/** How long batches took until they were committed, in buckets that fit a disk as well as a server far away. */

import type { CommitHealth } from '../model/health.ts';

/** Upper bounds, in milliseconds; what takes longer is in `count` alone. */
const BOUNDS_MS = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000] as const;

export interface CommitTimes {
  add(ms: number): void;
  health(): CommitHealth;
}

/** Makes an empty histogram. */
export function commitTimes(): CommitTimes {
  const counts = BOUNDS_MS.map(() => 0);
  let count = 0;
  let sumMs = 0;
  let maxMs = 0;
  return {
    add(ms) {
      count += 1;
      sumMs += ms;
      maxMs = Math.max(maxMs, ms);
      for (const [i, leMs] of BOUNDS_MS.entries()) {
        if (ms <= leMs) counts[i] = (counts[i] ?? 0) + 1;
      }
    },
    health: () => ({
      count,
      sumMs,
      maxMs,
      buckets: BOUNDS_MS.map((leMs, i) => ({ leMs, count: counts[i] ?? 0 })),
    }),
  };
}
