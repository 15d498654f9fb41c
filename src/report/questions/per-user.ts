/** What active users have sent, each in all. */

import type { PresenceField, PresenceSet } from '../../record/reads.ts';
import { mean, median } from '../rate.ts';
import { highestOf } from './active-users.ts';

/** Of the active users of a range, those who sent nothing included; `null` if there are none. */
export interface PerUser {
  readonly mean: number | null;
  readonly median: number | null;
}

/** Adds the numbers of each user up. */
export function perUser<F extends PresenceField>(
  sets: readonly PresenceSet<F>[],
  field: F,
): PerUser {
  const totals = new Float64Array(highestOf(sets) + 1).fill(NaN);
  for (const set of sets) addTo(totals, set.users, set[field]);
  const active = totals.filter((total) => !Number.isNaN(total));
  return { mean: mean(active), median: median(active) };
}

/** Of who has not been active it is not a number. */
function addTo(totals: Float64Array, users: ArrayLike<number>, values: ArrayLike<number>): void {
  for (let i = 0; i < users.length; i++) {
    const user = users[i] ?? 0;
    totals[user] = (totals[user] || 0) + (values[i] ?? 0);
  }
}
