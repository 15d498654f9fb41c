/** How dead letters go back into the outbox. */

import type { EpochMs } from '../../model/time.ts';
import { emptyBitmap, setBit } from '../bitmap.ts';
import type { EnqueuedRow } from '../recording/statements.ts';
import type { RevivableRow } from './rows.ts';

/** Places of the widest journal row that brings dead letters back, and of the widest gap in it. */
const WIDEST_ROW = 2_048;
const WIDEST_GAP = 64;

/**
 * Journal rows that bring letters back: a row for those of one destination and shape, close together.
 * @param letters by destination, shape and place in the journal
 */
export function revivedRows(letters: readonly RevivableRow[], now: EpochMs): EnqueuedRow[] {
  return rowsOf(letters).map((row) => enqueuedRow(row, now));
}

/** Never empty. */
type Letters = readonly [RevivableRow, ...RevivableRow[]];

function rowsOf(letters: readonly RevivableRow[]): readonly Letters[] {
  const rows: [RevivableRow, ...RevivableRow[]][] = [];
  for (const letter of letters) {
    const row = rows.at(-1);
    if (row && isOfRow(letter, row)) row.push(letter);
    else rows.push([letter]);
  }
  return rows;
}

function isOfRow(letter: RevivableRow, row: Letters): boolean {
  const { destination, shape, seq } = row[0];
  const isNear = letter.seq - seq < WIDEST_ROW && letter.seq - lastOf(row).seq <= WIDEST_GAP;
  return isNear && letter.destination === destination && letter.shape === shape;
}

function lastOf(row: Letters): RevivableRow {
  return row.at(-1) ?? row[0];
}

function enqueuedRow(row: Letters, now: EpochMs): EnqueuedRow {
  const { destination, shape, seq: firstSeq } = row[0];
  const { seq: lastSeq } = lastOf(row);
  const wanted = new Set(row.map(({ seq }) => seq));
  const settled = emptyBitmap(lastSeq - firstSeq + 1);
  for (let seq = firstSeq; seq <= lastSeq; seq++) {
    if (!wanted.has(seq)) setBit(settled, seq - firstSeq);
  }
  return {
    destination,
    shape,
    firstSeq,
    lastSeq,
    pending: wanted.size,
    bytes: 0, // what they take is in the journal all along
    settled,
    oldestAt: Math.min(...row.map(({ at }) => at)),
    createdAt: now,
  };
}
