/**
 * Reads rows as columns: PostgreSQL makes a JSON list of each. The driver takes a tenth of the time for
 * them that as many rows would take, and a million rows are no million objects.
 */

import type { Quarter } from '../../model/time.ts';
import type { SegmentQuery } from '../reads.ts';
import { joined, SLICE, slicesOf } from '../reading/slices.ts';
import type { Span } from '../reading/slices.ts';
import type { Columns } from '../rows.ts';
import { storable } from '../sums.ts';
import type { Sql } from './connection.ts';
import type { SqlValue } from './driver.ts';

export type Query = Sql['query'];

/** Values by the names that a statement calls them by. */
export type NamedValues = Readonly<Record<string, SqlValue>>;

/** Runs a statement in which values are called `@name`. */
export function named<Row>(
  query: Query,
  text: string,
  values: NamedValues,
): Promise<readonly Row[]> {
  const names = [...new Set(text.match(NAME))];
  const numbered = text.replaceAll(NAME, (name) => `$${names.indexOf(name) + 1}`);
  return query<Row>(
    numbered,
    names.map((name) => values[name.slice(1)] ?? null),
  );
}

const NAME = /@[a-z]+/gi;

/** Which rows, and what of them: expressions by the names that they have in the answer. */
export interface ColumnQuery {
  /** From `FROM` on, with its order: that of the same rows in SQLite. */
  readonly from: string;
  readonly columns: Readonly<Record<string, string>>;
}

/** Reads the values of columns, by their names. */
export type ColumnReader = (query: ColumnQuery, values: NamedValues) => Promise<Columns>;

/** Makes a reader. */
export function columnReader(query: Query): ColumnReader {
  return async ({ from, columns }, values) => {
    const names = Object.keys(columns);
    const expressions = names.map((name) => `${columns[name]} AS "${name}"`);
    const lists = names.map((name) => `json_agg("${name}") AS "${name}"`);
    const text = `SELECT ${lists.join(', ')} FROM (SELECT ${expressions.join(', ')} ${from}) r`;
    const [row] = await named<Readonly<Record<string, readonly unknown[] | null>>>(
      query,
      text,
      values,
    );
    // of no rows PostgreSQL makes no list
    return Object.fromEntries(names.map((name) => [name, row?.[name] ?? []]));
  };
}

/** Reads a span slice by slice and puts together what was found. */
export type SliceReader = (
  span: Span,
  query: ColumnQuery,
  valuesOf: (from: Quarter, to: Quarter) => NamedValues,
) => Promise<Columns>;

/** Makes a reader of slices; of many, the first begins with the first fact of the store. */
export function sliceReader(
  read: ColumnReader,
  firstQuarter: () => Promise<Quarter | undefined>,
): SliceReader {
  return async (span, query, valuesOf) => {
    const isShort = span.to - span.from <= SLICE;
    const slices: Columns[] = [];
    for (const { from, to } of slicesOf(span, isShort ? span.from : await firstQuarter()))
      slices.push(await read(query, valuesOf(from, to)));
    return joined(Object.keys(query.columns), slices);
  };
}

/** Segment ids as they are bound; `null` = all of them. */
export function segmentsOf({ segments }: SegmentQuery): SqlValue {
  return segments ?? null;
}

/**
 * Texts to compare with, less those that nothing is equal to: no store keeps NUL or half a surrogate
 * pair, and PostgreSQL would refuse the one and read the other as U+FFFD. `null` = not asked for.
 */
export function textsOf(texts: readonly string[] | undefined): SqlValue {
  return texts?.filter((text) => storable(text) === text) ?? null;
}

/** The same of one text: a list of none or one. */
export function textOf(text: string | null | undefined): SqlValue {
  return textsOf(text === null || text === undefined ? undefined : [text]);
}
