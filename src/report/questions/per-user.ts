/** What active users have sent, each in all. */

import type { PresenceField, PresenceSet } from '../../record/reads.ts';
import { mean, median } from '../rate.ts';
import { highestOf } from './active-users.ts';

/** Of the active users of a range, those who sent nothing included; `null` if there are none. */
export interface PerUser {
  readonly mean: number | null;
  readonly median: number | null;
}

/** Adds the numbers of each user up, field by field. */
export function perUser<F extends PresenceField>(
  sets: readonly PresenceSet<F>[],
  fields: readonly F[],
): Readonly<Record<F, PerUser>> {
  // what belongs to a user lies together, as the processor fetches it together
  const totals = new Int32Array((highestOf(sets) + 1) * fields.length);
  const columns = fields.map((_, place) => ({ totals, place, width: fields.length }));
  for (const set of sets) {
    for (const [i, column] of columns.entries()) {
      const field = fields[i];
      if (field) addTo(column, set.users, set[field]);
    }
  }
  const active = columns.map(ofActive);
  return Object.fromEntries(fields.map((field, i) => [field, middlesOf(active[i])])) as Record<
    F,
    PerUser
  >;
}

/** Numbers of a field, each twice, and one more for who was active: nobody sends half of 2³¹ messages. */
interface Column {
  readonly totals: Int32Array;
  readonly place: number;
  readonly width: number;
}

function addTo(
  { totals, place, width }: Column,
  users: Uint32Array,
  values: ArrayLike<number>,
): void {
  for (let i = 0; i < users.length; i++) {
    const at = (users[i] ?? 0) * width + place;
    totals[at] = ((totals[at] ?? 0) + 2 * (values[i] ?? 0)) | 1;
  }
}

function ofActive({ totals, place, width }: Column): Int32Array {
  const active = new Int32Array(totals.length / width);
  let length = 0;
  for (let at = place; at < totals.length; at += width) {
    const total = totals[at] ?? 0;
    active[length] = total >> 1;
    length += total & 1;
  }
  return active.subarray(0, length);
}

function middlesOf(values: Int32Array = new Int32Array()): PerUser {
  return { mean: mean(values), median: median(values) };
}
