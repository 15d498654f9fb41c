/**
 * Reads rows as columns: SQLite makes a JSON list of each, which crosses into JavaScript ten times
 * faster than as many rows. Long spans are read in slices, so that no list grows without bound.
 */

import type { Quarter } from '../../model/time.ts';
import type { SegmentQuery } from '../reads.ts';
import { joined, slicesOf } from '../reading/slices.ts';
import type { Span } from '../reading/slices.ts';
import type { Columns } from '../rows.ts';
import type { DatabaseLike, NamedValues, StatementLike } from './driver.ts';

/** Which rows, and what of them: expressions by the names that they have in the answer. */
export interface ColumnQuery {
  /** From `FROM` on. */
  readonly from: string;
  readonly columns: Readonly<Record<string, string>>;
}

/** Reads the values of columns, by their names. */
export type ColumnReader = (query: ColumnQuery, values: NamedValues) => Columns;

/** Prepares each statement once. */
export function preparedOn(db: DatabaseLike): (sql: string) => StatementLike {
  const prepared = new Map<string, StatementLike>();
  return (sql) => {
    const known = prepared.get(sql) ?? db.prepare(sql);
    prepared.set(sql, known);
    return known;
  };
}

/** Makes a reader that prepares each statement once. */
export function columnReader(db: DatabaseLike): ColumnReader {
  const statementOf = preparedOn(db);
  return ({ from, columns }, values) => {
    const lists = Object.entries(columns).map(
      ([name, expression]) => `json_group_array(${expression}) AS "${name}"`,
    );
    const row = statementOf(`SELECT ${lists.join(', ')} ${from}`).get(values);
    return Object.fromEntries(
      Object.entries(row as Readonly<Record<string, string>>).map(([name, list]) => [
        name,
        JSON.parse(list) as readonly unknown[],
      ]),
    );
  };
}

/** Reads a span slice by slice and puts together what was found. */
export type SliceReader = (
  span: Span,
  query: ColumnQuery,
  valuesOf: (from: Quarter, to: Quarter) => NamedValues,
) => Columns;

/** Makes a reader of slices that begins with the first fact of the store at the earliest. */
export function sliceReader(
  read: ColumnReader,
  firstQuarter: () => Quarter | undefined,
): SliceReader {
  return (span, query, valuesOf) => {
    const slices = slicesOf(span, firstQuarter()).map(({ from, to }) =>
      read(query, valuesOf(from, to)),
    );
    return joined(Object.keys(query.columns), slices);
  };
}

/** Segment ids as a JSON list; `null` = all of them. */
export function segmentsOf({ segments }: SegmentQuery): string | null {
  return segments ? JSON.stringify(segments) : null;
}
