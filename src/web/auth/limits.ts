/** How often somebody may ask: counted by minute, in this process. */

import { LRUCache } from 'lru-cache';

import { MINUTE_MS, SECOND_MS } from '../../model/time.ts';

/** Requests a minute of one who is known, and of all who are not. */
export const REQUESTS_A_MINUTE = 600;
export const FAILURES_A_MINUTE = 60;

/** Whom it keeps apart at most. */
const MAX_KEYS = 10_000;

export interface Limit {
  /** Counts one; returns the seconds to wait, or 0 if it is allowed. */
  take(key: string): number;
}

interface Count {
  readonly minute: number;
  count: number;
}

/** Makes a limit of so many a minute for each key. */
export function limit(aMinute: number, now: () => number): Limit {
  const counts = new LRUCache<string, Count>({ max: MAX_KEYS });
  return {
    take(key) {
      const minute = Math.floor(now() / MINUTE_MS);
      const known = counts.get(key);
      const current = known?.minute === minute ? known : { minute, count: 0 };
      if (current !== known) counts.set(key, current);
      current.count++;
      if (current.count <= aMinute) return 0;
      return Math.max(1, Math.ceil(((minute + 1) * MINUTE_MS - now()) / SECOND_MS));
    },
  };
}
