/** Users out of presence rows: distinct, new and returning. */

import type { EpochMs, Quarter } from '../model/time.ts';
import { quarterStart } from '../model/time.ts';
import type { PresenceRow } from '../record/store.ts';

/**
 * Distinct users of a bucket or a range.
 *
 * `new`: their first act ever lies in it. `returning`: active in it on a day, of the report's zone,
 * later than that of their first act. A user can be both, or neither: in an hour after the first, on
 * the first day.
 */
export interface UserCounts {
  readonly new: number;
  readonly returning: number;
  /** Active. Not `new + returning`. */
  readonly total: number;
}

/**
 * Counts the users of rows, however many rows each has.
 *
 * @param span       where a first act has to lie to be new
 * @param dayStartOf when the day began that holds a quarter-hour
 */
export function countUsers(
  rows: readonly PresenceRow[],
  span: { readonly from: Quarter; readonly to: Quarter },
  dayStartOf: (quarter: Quarter) => EpochMs,
): UserCounts {
  const counts = { new: 0, returning: 0, total: 0 };
  const [from, to] = [quarterStart(span.from), quarterStart(span.to)];
  for (const { firstActAt, lastQuarter } of latestByUser(rows).values()) {
    counts.total += 1;
    if (firstActAt >= from && firstActAt < to) counts.new += 1;
    if (firstActAt < dayStartOf(lastQuarter)) counts.returning += 1;
  }
  return counts;
}

/** Counts the distinct users of rows. */
export function distinctUsers(rows: readonly { readonly user: number | null }[]): number {
  const users = new Set(rows.map(({ user }) => user));
  users.delete(null);
  return users.size;
}

function latestByUser(rows: readonly PresenceRow[]): ReadonlyMap<number, PresenceRow> {
  const latest = new Map<number, PresenceRow>();
  for (const row of rows) {
    const known = latest.get(row.user);
    if (!known || row.lastQuarter > known.lastQuarter) latest.set(row.user, row);
  }
  return latest;
}
