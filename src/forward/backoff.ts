/**
 * How long a failing destination is left alone. Pure: the chance is handed in.
 *
 * Exponential with full jitter (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/),
 * so that several instances do not come back at the same moment.
 */

const FIRST_MS = 2_000;
const CEILING_MS = 60_000;
const LONG_CEILING_MS = 300_000;

/** Failures in a row after which a destination counts as down for good, about five minutes. */
const PATIENCE = 10;

/** Upper bound of the wait: 2 s, 4 s … 60 s; from the 11th failure in a row on 2 min, 4 min, 5 min. */
export function backoffCeilingMs(failures: number): number {
  if (failures <= PATIENCE) return Math.min(FIRST_MS * 2 ** (failures - 1), CEILING_MS);
  return Math.min(CEILING_MS * 2 ** (failures - PATIENCE), LONG_CEILING_MS);
}

/**
 * Returns the wait before the next attempt, in milliseconds.
 *
 * @param failures in a row, this one included: from 1
 * @param random   from [0, 1)
 */
export function backoffMs(failures: number, random: () => number): number {
  return Math.round(random() * backoffCeilingMs(Math.max(1, failures)));
}
