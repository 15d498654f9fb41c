/** Makes tables fit a terminal: texts are shortened, then columns are left out, those of numbers last. */

import { kindOf } from '../export/columns.ts';

/** A column before it is fitted. */
export interface Column {
  readonly name: string;
  /** Of its widest cell, the header included. */
  readonly width: number;
  /** It holds texts, and no numbers. */
  readonly isText: boolean;
  /** There is nothing in any cell. */
  readonly isEmpty: boolean;
}

/** A column that is shown, with its place among all. */
export interface Fitted {
  readonly index: number;
  /** What its cells are shortened to. */
  readonly width: number;
}

/** Blanks between columns. */
const GAP = 2;

/** Narrowest that a text is cut to. */
const MIN_TEXT = 10;

/** What tells one row from another, and is shown as long as possible. */
const KEYS: ReadonlySet<string> = new Set([
  'date',
  'platform',
  'dialog',
  'locale',
  'key',
  'value',
  'text',
  'title',
  'name',
  'user',
  'session',
  'lastAt',
]);

/** Returns the columns that a line has room for: one at least. */
export function fitColumns(columns: readonly Column[], room: number): readonly Fitted[] {
  let shown: readonly Indexed[] = columns.map((column, index) => ({ ...column, index }));
  while (shown.length > 1 && lineWidth(shown.map(narrowest)) > room) {
    const least = leastOf(shown);
    shown = shown.filter((column) => column !== least);
  }
  const cap = capOf(shown, room);
  return shown.map((column) => ({ index: column.index, width: cutTo(column, cap) }));
}

/** Returns the width of a line of columns. */
export function lineWidth(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width + GAP, -GAP);
}

interface Indexed extends Column {
  readonly index: number;
}

/** What is left out first: empty columns, then texts, then numbers, of each the one furthest to the right. */
function leastOf(shown: readonly Indexed[]): Indexed | undefined {
  return (
    shown.findLast(({ isEmpty }) => isEmpty) ??
    shown.findLast(({ isText, name }, i) => i > 0 && isText && !KEYS.has(name)) ??
    shown.at(-1)
  );
}

function narrowest(column: Column): number {
  return cutTo(column, MIN_TEXT);
}

/** Dates and numbers are whole or not there. */
function cutTo({ name, width, isText }: Column, cap: number): number {
  return isText && kindOf(name) === 'plain' ? Math.min(width, cap) : width;
}

/** Returns the widest that texts may be, so that the line fits. */
function capOf(shown: readonly Column[], room: number): number {
  let cap = Math.max(MIN_TEXT, room);
  while (cap > MIN_TEXT && lineWidth(shown.map((column) => cutTo(column, cap))) > room) cap--;
  return cap;
}
