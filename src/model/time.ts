/**
 * Time as the whole package counts it: UTC epoch milliseconds, recorded by UTC quarter-hours.
 *
 * Quarter-hours, because the zones of Kathmandu (+5:45) and Chatham (+12:45) begin their days on one.
 * Calendars of a zone are the business of `report/` alone.
 */

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number;

/** Number of a UTC quarter-hour: `floor(epochMs / 900_000)`. */
export type Quarter = number;

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const QUARTER_MS = 15 * MINUTE_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Returns the quarter-hour that holds an instant. */
export function quarterOf(at: EpochMs): Quarter {
  return Math.floor(at / QUARTER_MS);
}

/** Returns the instant at which a quarter-hour begins. */
export function quarterStart(quarter: Quarter): EpochMs {
  return quarter * QUARTER_MS;
}
