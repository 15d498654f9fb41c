/** Long spans are read in slices, so that nothing that a database answers with grows without bound. */

import type { Quarter } from '../../model/time.ts';
import type { Columns } from '../rows.ts';

/** Quarter-hours per statement: four weeks. */
export const SLICE = 4 * 7 * 24 * 4;

/** `[from, to)`. */
export interface Span {
  readonly from: Quarter;
  readonly to: Quarter;
}

/**
 * Cuts a span into slices.
 * @param first quarter-hour of the first fact, before which nothing is read; absent = there is none
 */
export function slicesOf(span: Span, first: Quarter | undefined): readonly Span[] {
  const slices: Span[] = [];
  for (let from = Math.max(span.from, first ?? Infinity); from < span.to; from += SLICE)
    slices.push({ from, to: Math.min(from + SLICE, span.to) });
  return slices;
}

/** Puts columns of the same names one below the other. */
export function joined(names: readonly string[], parts: readonly Columns[]): Columns {
  return Object.fromEntries(names.map((name) => [name, chained(name, parts)]));
}

/** By hand: `flatMap` takes ten times as long. */
function chained(name: string, parts: readonly Columns[]): readonly unknown[] {
  const lists = parts.map((columns) => columns[name] ?? []);
  const [only, ...others] = lists;
  if (only && others.length === 0) return only;
  const all: unknown[] = [];
  all.length = lists.reduce((length, list) => length + list.length, 0);
  let place = 0;
  for (const list of lists) for (const value of list) all[place++] = value;
  return all;
}
