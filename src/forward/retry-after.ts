/** `Retry-After` in both its forms: https://www.rfc-editor.org/rfc/rfc9110#name-retry-after */

import { MINUTE_MS, SECOND_MS, type EpochMs } from '../model/time.ts';

/** Longest wait that a server is obeyed in. */
const MAX_RETRY_AFTER_MS = 15 * MINUTE_MS;

const SECONDS = /^\d+$/;
/** `Date.parse` alone takes `-5` for a date. */
const HTTP_DATE = /^[A-Za-z]{3,9},? .*\d{2}:\d{2}:\d{2}/;

/**
 * Reads the header as a wait from `now`, at most 15 minutes; `undefined` if it is missing, negative,
 * past or no such thing.
 */
export function retryAfterMs(header: string | null, now: EpochMs): number | undefined {
  const text = header?.trim() ?? '';
  const wait = SECONDS.test(text) ? Number(text) * SECOND_MS : dateOf(text) - now;
  return wait >= 0 ? Math.min(wait, MAX_RETRY_AFTER_MS) : undefined;
}

function dateOf(text: string): number {
  return HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN;
}
