/** When a turn happened, and what happens in it: by the activity's own clock if that is believable. */

import { DAY_MS, HOUR_MS } from '../model/time.ts';
import type { EpochMs } from '../model/time.ts';
import type { TurnOrigin } from '../model/turn.ts';

/** A channel may have queued an activity this long before it was received. */
const MAX_PAST_MS = DAY_MS;

/** A channel's clock may be this far ahead of ours. Mixpanel refuses what is later than that. */
const MAX_FUTURE_MS = HOUR_MS;

export interface ActivityTime {
  readonly at: EpochMs;
  /** The activity's own time was missing, unreadable, over 24 h in the past or 1 h in the future. */
  readonly atReceipt: boolean;
}

/**
 * Reads an activity's `timestamp`: a `Date` (botbuilder), an ISO text (the Agents SDK keeps either)
 * or epoch milliseconds.
 */
export function readTime(timestamp: unknown, receivedAt: EpochMs): ActivityTime {
  const at = Math.trunc(epochMs(timestamp));
  const ahead = at - receivedAt;
  if (ahead >= -MAX_PAST_MS && ahead <= MAX_FUTURE_MS) return { at, atReceipt: false };
  return { at: receivedAt, atReceipt: true };
}

/** Answers how many milliseconds have passed since it was started: never fewer than none. */
export type Stopwatch = () => number;

/**
 * Returns the present as the turn counts it: its own time plus what has passed since its receipt,
 * so that an answer is never further from its message than the bot was slow.
 */
export function turnNow({ at }: TurnOrigin, passed: Stopwatch): EpochMs {
  return at + passed();
}

/** Measures by a clock that may jump: back to before the start is none, and a day is the most. */
export function stopwatchBy(clock: () => EpochMs, startedAt: EpochMs): Stopwatch {
  return () => Math.min(Math.max(0, clock() - startedAt), DAY_MS);
}

/** Measures by the clock that nobody can set. */
export function steadyStopwatch(): Stopwatch {
  const startedAt = performance.now();
  return () => Math.trunc(performance.now() - startedAt);
}

/** NaN for what is no time: it is near to nothing. */
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
