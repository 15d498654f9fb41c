/** Users out of presence rows: distinct, new and returning. */

import type { EpochMs, Quarter } from '../../model/time.ts';
import { quarterStart } from '../../model/time.ts';
import type { FirstActRow, PresenceRow } from '../../record/reads.ts';
import type { Rows } from '../../record/rows.ts';

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

/** First acts by user. */
export type FirstActs = ReadonlyMap<number, EpochMs>;

/**
 * Counts the users of rows, however many rows each has.
 *
 * @param span       where a first act has to lie to be new
 * @param dayStartOf when the day began that holds a quarter-hour
 */
export function countUsers(
  rows: Rows<PresenceRow>,
  span: { readonly from: Quarter; readonly to: Quarter },
  known: {
    readonly firstActs: FirstActs;
    readonly dayStartOf: (quarter: Quarter) => EpochMs;
  },
): UserCounts {
  const counts = { new: 0, returning: 0, total: 0 };
  const [from, to] = [quarterStart(span.from), quarterStart(span.to)];
  for (const [user, lastQuarter] of lastQuarters(rows)) {
    const firstActAt = known.firstActs.get(user) ?? Infinity;
    counts.total += 1;
    if (firstActAt >= from && firstActAt < to) counts.new += 1;
    if (firstActAt < known.dayStartOf(lastQuarter)) counts.returning += 1;
  }
  return counts;
}

/** Returns the first acts of rows by user. */
export function firstActsOf(rows: Rows<FirstActRow>): FirstActs {
  return new Map(rows.map(({ user, at }) => [user, at]));
}

/** Counts the distinct users of rows. */
export function distinctUsers(rows: Iterable<{ readonly user: number | null }>): number {
  return usersOf(rows).length;
}

/** Returns the distinct users of rows. */
export function usersOf(rows: Iterable<{ readonly user: number | null }>): readonly number[] {
  const users = new Set<number>();
  for (const { user } of rows) if (user !== null) users.add(user);
  return [...users];
}

function lastQuarters(rows: Rows<PresenceRow>): ReadonlyMap<number, Quarter> {
  const latest = new Map<number, Quarter>();
  for (const { user, quarter } of rows) {
    if (quarter > (latest.get(user) ?? -1)) latest.set(user, quarter);
  }
  return latest;
}
