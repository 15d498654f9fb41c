/** What keeps the outbox within bounds, in every store. */

import type { OutboxLimits } from '../../model/settings.ts';
import { HOUR_MS, MINUTE_MS } from '../../model/time.ts';
import type { OutboxSize } from './rows.ts';

/** Nothing waits for longer, and nobody holds for longer: what says so was written by a clock that was ahead. */
export const LONGEST_WAIT_MS = 2 * HOUR_MS;
export const LONGEST_LEASE_MS = MINUTE_MS;

/** Enqueued by a clock that was further ahead than this: it says nothing about what comes after it. */
export const AHEAD_MS = HOUR_MS;

/** Journal rows that one claim takes: of most of their events nothing may be left. */
export const MAX_ROWS = 5_000;

/** Journal rows that one transaction expires or cancels. */
export const ROWS_AT_ONCE = 1_000;

/** How much more waits than may; not positive where it is within the limits. */
export function excess(
  { events, bytes }: OutboxSize,
  { maxEvents, maxBytes }: OutboxLimits,
): OutboxSize {
  return { events: events - maxEvents, bytes: bytes - maxBytes };
}

/** Whether something of what waits has to go. */
export function isOver(waiting: OutboxSize, limits: OutboxLimits): boolean {
  const { events, bytes } = excess(waiting, limits);
  return events > 0 || bytes > 0;
}
