/** What waits for destinations of events that are erased. */

import { isSet, setBit } from '../bitmap.ts';
import type { DeliveryRow } from '../delivering/rows.ts';

/** A journal row after some of its events were erased. */
export interface ErasedRow {
  /** As it is now; it is to be taken out if nothing of it is pending. */
  readonly row: DeliveryRow;
  /** Events that waited and do not any more. */
  readonly erased: number;
}

/**
 * Settles the erased events of a journal row: whoever sends one of them just now settles it in vain.
 * @param seqs places of all erased events in the journal, in ascending order
 */
export function withoutEvents(row: DeliveryRow, seqs: readonly number[]): ErasedRow {
  const settled = Uint8Array.from(row.settled);
  let erased = 0;
  for (let i = firstFrom(seqs, row.firstSeq); i < seqs.length; i++) {
    const seq = seqs[i] ?? Infinity;
    if (seq > row.lastSeq) break;
    if (setBit(settled, seq - row.firstSeq)) erased++;
  }
  return { row: { ...row, settled, pending: row.pending - erased }, erased };
}

/** Tells whether an event of a row still waits. */
export function isWaiting({ settled, firstSeq }: DeliveryRow, seq: number): boolean {
  return !isSet(settled, seq - firstSeq);
}

/** Index of the first that is not below a bound. */
function firstFrom(sorted: readonly number[], bound: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? Infinity) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
