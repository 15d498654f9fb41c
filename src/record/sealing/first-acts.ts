/**
 * First acts of users, packed by blocks of their numbers: a report about all users needs those of all.
 * A quarter-hour takes four bytes.
 */

import type { EpochMs } from '../../model/time.ts';
import { quarterOf } from '../../model/time.ts';
import { NEVER } from '../reads.ts';
import type { FirstQuarters } from '../reads.ts';
import { unpackNumbers } from './numbers.ts';

/** Users of a block. The schema knows it too. */
export const BLOCK = 4_096;

const BYTES = 4;

/** A user's number, and when it has acted for the first time: `null` = not yet. */
export interface FirstAct {
  readonly number: number;
  readonly at: EpochMs | null;
}

/** Packs those of a block; if nobody has acted, as nothing. */
export function packFirstActs(acts: readonly FirstAct[]): Uint8Array {
  if (acts.every(({ at }) => at === null)) return new Uint8Array();
  const packed = new Uint8Array(BLOCK * BYTES);
  const view = new DataView(packed.buffer);
  for (let i = 0; i < BLOCK; i++) view.setInt32(i * BYTES, NEVER, true);
  for (const { number, at } of acts) {
    if (at !== null) view.setInt32((number % BLOCK) * BYTES, quarterOf(at), true);
  }
  return packed;
}

/** Puts the first acts of a block where they belong, unless an earlier one is there. */
export function unpackFirstActs(packed: Uint8Array, block: number, into: FirstQuarters): void {
  const quarters = unpackNumbers(packed, packed.length / BYTES);
  const first = block * BLOCK;
  for (let i = 0; i < quarters.length; i++) {
    const quarter = quarters[i] ?? NEVER;
    if (quarter < (into[first + i] ?? 0)) into[first + i] = quarter;
  }
}
