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
  const totals = new Float64Array(highestOf(sets) + 1);
  const isActive = new Uint8Array(totals.length);
  for (const set of sets) addTo(totals, isActive, set.users, set[field]);
  const active = ofActive(totals, isActive);
  return { mean: mean(active), median: median(active) };
}

function addTo(
  totals: Float64Array,
  isActive: Uint8Array,
  users: Uint32Array,
  values: ArrayLike<number>,
): void {
  for (let i = 0; i < users.length; i++) {
    const user = users[i] ?? 0;
    totals[user] = (totals[user] ?? 0) + (values[i] ?? 0);
    isActive[user] = 1;
  }
}

function ofActive(totals: Float64Array, isActive: Uint8Array): Float64Array {
  const active = new Float64Array(totals.length);
  let length = 0;
  for (let user = 0; user < totals.length; user++) {
    if (isActive[user] === 1) active[length++] = totals[user] ?? 0;
  }
  return active.subarray(0, length);
}
