/**
 * Reads rows as columns: SQLite makes a JSON list of each, which crosses into JavaScript ten times
 * faster than as many rows. Long spans are read in slices, so that no list grows without bound.
 */

import type { Quarter } from '../../model/time.ts';
import type { SegmentQuery } from '../reads.ts';
import type { DatabaseLike, NamedValues, StatementLike } from './driver.ts';

/** Quarter-hours per statement: a week. */
const SLICE = 7 * 24 * 4;

/** Which rows, and what of them: expressions by the names that they have in the answer. */
export interface ColumnQuery {
  /** From `FROM` on. */
  readonly from: string;
  readonly columns: Readonly<Record<string, string>>;
}

/** A row; what the columns hold is said by who asks. */
export type Cells = Record<string, unknown>;

export type ColumnReader = (query: ColumnQuery, values: NamedValues) => readonly Cells[];

/** Makes a reader that prepares each statement once. */
export function columnReader(db: DatabaseLike): ColumnReader {
  const prepared = new Map<string, StatementLike>();
  const statementOf = (sql: string): StatementLike => {
    const known = prepared.get(sql) ?? db.prepare(sql);
    prepared.set(sql, known);
    return known;
  };
  return ({ from, columns }, values) => {
    const names = Object.keys(columns);
    const lists = Object.entries(columns).map(
      ([name, expression]) => `json_group_array(${expression}) AS "${name}"`,
    );
    const [row] = statementOf(`SELECT ${lists.join(', ')} ${from}`).all(values);
    return zip(names, row as Readonly<Record<string, string>>);
  };
}

function zip(names: readonly string[], lists: Readonly<Record<string, string>>): readonly Cells[] {
  const columns = names.map((name) => JSON.parse(lists[name] ?? '[]') as readonly unknown[]);
  const rows: Cells[] = Array.from({ length: columns[0]?.length ?? 0 }, () => ({}));
  for (const [i, name] of names.entries()) {
    const column = columns[i] ?? [];
    for (const [n, row] of rows.entries()) row[name] = column[n];
  }
  return rows;
}

/** Reads a span slice by slice and returns all that it found. */
export type SliceReader = <Row>(
  span: { readonly from: Quarter; readonly to: Quarter },
  read: (from: Quarter, to: Quarter) => readonly Row[],
) => readonly Row[];

/** Makes a reader of slices that begins with the first fact of the store at the earliest. */
export function sliceReader(firstQuarter: () => Quarter | undefined): SliceReader {
  return (span, read) => {
    const found: (readonly ReturnType<typeof read>[number][])[] = [];
    const begin = Math.max(span.from, firstQuarter() ?? Infinity);
    for (let from = begin; from < span.to; from += SLICE) {
      found.push(read(from, Math.min(from + SLICE, span.to)));
    }
    return found.flat();
  };
}

/** Segment ids as a JSON list; `null` = all of them. */
export function segmentsOf({ segments }: SegmentQuery): string | null {
  return segments ? JSON.stringify(segments) : null;
}
