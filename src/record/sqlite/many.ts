/**
 * Many rows by few statements: to run one costs about as much as the row that it writes, and what eight rows
 * are written by is still short enough to be bound quickly.
 */

import type { DatabaseLike, SqlValue } from './driver.ts';

/** Rows that one statement writes. */
const AT_ONCE = 8;

export interface Insertion<Row> {
  /** Table and columns: `users (number, key)`. */
  readonly into: string;
  /** Values of a row, as many as there are columns. */
  readonly valuesOf: (row: Row) => readonly SqlValue[];
  /** What follows the values: what is done where there is such a row. */
  readonly onConflict?: string;
}

/** Prepares the writing of rows, in the order in which they are given; returns the rowid of the last. */
export function insertMany<Row>(
  db: DatabaseLike,
  { into, valuesOf, onConflict = '' }: Insertion<Row>,
): (rows: readonly Row[]) => number {
  const row = `(${into.slice(into.indexOf('(') + 1, -1).replaceAll(/[^,]+/g, '?')})`;
  const statementOf = (rows: number) =>
    db.prepare(`INSERT INTO ${into} VALUES ${Array(rows).fill(row).join(', ')} ${onConflict}`);
  const [one, many] = [statementOf(1), statementOf(AT_ONCE)];
  return (rows) => {
    let last: number | bigint = 0;
    let next = 0;
    while (next + AT_ONCE <= rows.length) {
      const values: SqlValue[] = [];
      for (const end = next + AT_ONCE; next < end; next++) {
        const given = rows[next];
        if (given !== undefined) values.push(...valuesOf(given));
      }
      last = many.run(...values).lastInsertRowid;
    }
    for (const given of rows.slice(next)) last = one.run(...valuesOf(given)).lastInsertRowid;
    return Number(last);
  };
}
