/** What active users have sent, each in all. */

import type { PresenceField, PresenceSet } from '../../record/reads.ts';
import { mean, median } from '../rate.ts';
import { highestOf } from './active-users.ts';

/** Of the active users of a range, those who sent nothing included; `null` if there are none. */
export interface PerUser {
  readonly mean: number | null;
  readonly median: number | null;
}

/** Adds two numbers of each user up. */
export function perUser<A extends PresenceField, B extends PresenceField>(
  sets: readonly PresenceSet<A | B>[],
  a: A,
  b: B,
): readonly [a: PerUser, b: PerUser] {
  const totals = new Int32Array((highestOf(sets) + 1) * FIELDS);
  for (const set of sets) addTo(totals, set.users, set[a], set[b]);
  return [middlesOf(ofActive(totals, 0)), middlesOf(ofActive(totals, 1))];
}

/**
 * Both numbers of a user lie side by side, as they are fetched from memory together: each twice, and one more
 * for who was active. Nobody sends half of 2³¹ messages.
 */
const FIELDS = 2;

function addTo(
  totals: Int32Array,
  users: Uint32Array,
  as: ArrayLike<number>,
  bs: ArrayLike<number>,
): void {
  for (let i = 0; i < users.length; i++) {
    const at = (users[i] ?? 0) * FIELDS;
    totals[at] = ((totals[at] ?? 0) + ((as[i] ?? 0) << 1)) | 1;
    totals[at + 1] = ((totals[at + 1] ?? 0) + ((bs[i] ?? 0) << 1)) | 1;
  }
}

function ofActive(totals: Int32Array, place: number): Int32Array {
  const active = new Int32Array(totals.length / FIELDS);
  let length = 0;
  for (let at = place; at < totals.length; at += FIELDS) {
    const total = totals[at] ?? 0;
    active[length] = total >> 1;
    length += total & 1;
  }
  return active.subarray(0, length);
}

function middlesOf(values: Int32Array): PerUser {
  return { mean: mean(values), median: median(values) };
}
