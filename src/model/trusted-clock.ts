/**
 * Clocks that are suddenly far ahead: what is removed because it is too old is gone, and the clock may be
 * put right. So such a clock is not believed before it has gone on like that for a day.
 */

import { DAY_MS } from './time.ts';
import type { EpochMs } from './time.ts';

/** Longest step of a clock that is believed at once. */
const LONGEST_STEP_MS = 2 * DAY_MS;

/** The clock is believed when it has gone on for so long. */
const DOUBT_MS = DAY_MS;

/**
 * The time that decides, of a clock that is looked at about once a day: of a step that is too long, as
 * much as is believed.
 */
export function trustedNow(last: EpochMs | undefined, now: EpochMs): EpochMs {
  return last === undefined || isBelieved(last, now) ? now : last + LONGEST_STEP_MS;
}

/** What a clock that is looked at all the time is believed to say. */
export type TrustedClock = () => EpochMs;

/**
 * Makes the guard of a clock. As long as that is doubted, time stands still at what was believed last:
 * nothing becomes too old. To be looked at at least every few hours.
 */
export function trustedClock(clock: () => EpochMs): TrustedClock {
  let believed = clock();
  let doubted: { readonly since: EpochMs; readonly last: EpochMs } | undefined;
  return () => {
    const now = clock();
    if (!isBelieved(believed, now)) {
      const goesOn = doubted && now >= doubted.since && isBelieved(doubted.last, now);
      doubted = { since: goesOn && doubted ? doubted.since : now, last: now };
      if (now - doubted.since < DOUBT_MS) return believed;
    }
    doubted = undefined;
    believed = now;
    return now;
  };
}

/** Whether a clock that said `last` may say `now` next; it may be put back at any time. */
function isBelieved(last: EpochMs, now: EpochMs): boolean {
  return now - last <= LONGEST_STEP_MS;
}
