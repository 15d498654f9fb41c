/** When an activity of a transcript happened: by its own clock, whatever its age. */

import { HOUR_MS, SECOND_MS } from '../model/time.ts';
import type { EpochMs } from '../model/time.ts';
import type { Reader } from './read.ts';

/** .NET writes the year 1 where there is no time; no bot of this kind is older than the century. */
const OLDEST: EpochMs = Date.UTC(2000, 0, 1);

/** A clock may be this far ahead, as in a bot that runs. */
const MAX_FUTURE_MS = HOUR_MS;

/** Copilot Studio exports seconds; as milliseconds, numbers below this lie before 1974. */
const FIRST_MS = 1e11;

/** A date with a time that names no zone. */
const WITHOUT_ZONE = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/;

/**
 * Returns an activity's `timestamp`, else its `localTimestamp`: an ISO text, which is UTC if it
 * names no zone, or epoch milliseconds or seconds. `undefined` if there is none, or none that can be true.
 */
export function readOwnTime(read: Reader, activity: unknown, now: EpochMs): EpochMs | undefined {
  for (const key of ['timestamp', 'localTimestamp']) {
    const at = epochMs(read.field(activity, key));
    if (at >= OLDEST && at <= now + MAX_FUTURE_MS) return at;
  }
  return undefined;
}

/** NaN for what is no time. */
function epochMs(value: unknown): number {
  if (typeof value === 'number') return Math.trunc(value < FIRST_MS ? value * SECOND_MS : value);
  if (typeof value !== 'string') return Number.NaN;
  return Date.parse(WITHOUT_ZONE.test(value) ? `${value}Z` : value);
}
