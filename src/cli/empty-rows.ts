/** Long ranges stay readable: days without anything are one line. */

import type { Row } from '../export/rows.ts';

/** Runs of fewer rows are shown one by one. */
const SHORTEST_RUN = 4;

/** Puts a run of rows that say nothing but 0 (or nothing at all) into one: `2026-10-03 … 2026-10-09`. */
export function foldEmptyRows(rows: readonly Row[]): readonly Row[] {
  const folded: Row[] = [];
  for (let i = 0; i < rows.length;) {
    const length = runLength(rows, i);
    const [first, last] = [rows[i], rows[i + length - 1]];
    if (length >= SHORTEST_RUN && first && last) {
      folded.push({ ...first, date: `${String(first['date'])} … ${String(last['date'])}` });
      i += length;
    } else if (first) {
      folded.push(first);
      i += 1;
    }
  }
  return folded;
}

/** How many empty rows that differ in nothing but their date begin at `i`. */
function runLength(rows: readonly Row[], i: number): number {
  const first = rows[i];
  if (!first || !('date' in first) || !isEmpty(first)) return 0;
  let end = i + 1;
  for (let row = rows[end]; row && isEmpty(row) && isSameButDate(row, first); row = rows[end])
    end++;
  return end - i;
}

function isEmpty(row: Row): boolean {
  const values = Object.values(row);
  return values.every((value) => typeof value === 'string' || value === 0 || value === null);
}

function isSameButDate(a: Row, b: Row): boolean {
  return Object.keys(a).every((column) => column === 'date' || a[column] === b[column]);
}
