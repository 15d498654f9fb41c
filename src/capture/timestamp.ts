/** When an activity happened: by its own clock if that is believable, else by ours. */

import { DAY_MS } from '../model/time.ts';
import type { EpochMs } from '../model/time.ts';

export interface ActivityTime {
  readonly at: EpochMs;
  /** The activity's own time was missing, unreadable or more than 24 h from its receipt. */
  readonly atReceipt: boolean;
}

/**
 * Reads an activity's `timestamp`: a `Date` (botbuilder), an ISO text (the Agents SDK keeps either)
 * or epoch milliseconds.
 */
export function readTime(timestamp: unknown, receivedAt: EpochMs): ActivityTime {
  const at = Math.trunc(epochMs(timestamp));
  if (Math.abs(at - receivedAt) <= DAY_MS) return { at, atReceipt: false };
  return { at: receivedAt, atReceipt: true };
}

/** NaN for what is no time: it is never within 24 h of anything. */
function epochMs(timestamp: unknown): number {
  if (typeof timestamp === 'number') return timestamp;
  if (typeof timestamp === 'string') return Date.parse(timestamp);
  try {
    // Not `timestamp.getTime()`: that could be anybody's function.
    return Date.prototype.getTime.call(timestamp);
  } catch {
    return Number.NaN;
  }
}
