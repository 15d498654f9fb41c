/** The summary of a report: a line per number; per group, or per platform, a line each. */

import type { Field } from '../export/fields.ts';
import { fieldsOf, isNested } from '../export/fields.ts';
import { dataRows } from '../export/rows.ts';
import { showCell, showChange } from './cells.ts';
import { rowsTable } from './data-text.ts';
import type { Screen } from './screen.ts';
import { drawTable } from './table.ts';

interface Answer {
  readonly groups?: readonly { readonly key: string; readonly summary?: object }[];
  readonly summary?: object;
  readonly previous?: { readonly summary: object };
  readonly change?: object;
}

/**
 * Returns the summary as a table, with one more per list in it; nothing if the answer has none.
 * @param group what the answer is split by, if it is
 */
export function summaryText(answer: unknown, group: string | undefined, screen: Screen): string {
  const { summary, groups = [], previous, change } = answer as Answer;
  if (!summary) return '';
  const { plain, lists } = withoutLists(summary);
  const rows = groups.flatMap(({ key, summary: own = {} }) =>
    linesOf(withoutLists(own).plain).map((line) => [[group ?? 'group', key] as const, ...line]),
  );
  const total = previous ? comparedTable(plain, previous.summary, change ?? {}) : totalTable(plain);
  return [
    ...(rows.length > 0 ? [wideTable(rows)] : []),
    total,
    ...lists.map(({ path, items }) => listText(path, items, screen)),
  ].join('\n');
}

interface List {
  readonly path: string;
  readonly items: readonly unknown[];
}

/** Takes the lists out of a summary: each is a table of its own. */
function withoutLists(
  summary: object,
  prefix = '',
): { readonly plain: object; readonly lists: readonly List[] } {
  const parts = Object.entries(summary).map(([name, value]: [string, unknown]) => {
    const path = `${prefix}${name}`;
    if (Array.isArray(value)) return { plain: [], lists: [{ path, items: value }] };
    if (!isNested(value)) return { plain: [[name, value] as const], lists: [] };
    const { plain, lists } = withoutLists(value, `${path}.`);
    return { plain: [[name, plain] as const], lists };
  });
  return {
    plain: Object.fromEntries(parts.flatMap(({ plain }) => plain)),
    lists: parts.flatMap(({ lists }) => lists),
  };
}

/** Items of a list that are shown. */
const MOST_ITEMS = 31;

function listText(path: string, items: readonly unknown[], screen: Screen): string {
  const rest = items.length - MOST_ITEMS;
  const shown = items.slice(0, MOST_ITEMS);
  const table = shown.some(isNested)
    ? rowsTable(
        dataRows(shown).map(({ value, ...row }) => ({ [path]: value ?? 'none', ...row })),
        'sessions',
        screen,
      )
    : drawTable(
        [path, ''],
        shown.map((item, i) => [`+${i}`, showCell(item, path)]),
        [true, false],
      );
  return rest > 0 ? `${table}… and ${rest} more: --json has them all\n` : table;
}

function totalTable(summary: object): string {
  if (isMatrix(summary)) return wideTable(linesOf(summary));
  return drawTable(['summary', ''], fieldsOf(summary).map(show), [true, false]);
}

function comparedTable(summary: object, previous: object, change: object): string {
  const before = new Map(fieldsOf(previous));
  const changes = new Map(fieldsOf(change));
  const lines = fieldsOf(summary).map((field) => [
    ...show(field),
    showCell(before.get(field[0]), field[0]),
    showChange(changes.get(field[0])),
  ]);
  return drawTable(['summary', '', 'previous', 'change'], lines, [true, false, false, false]);
}

/** A line per list of fields, a column per name; what is a text in any line stands on the left. */
function wideTable(lines: readonly (readonly Field[])[]): string {
  const names = [...new Set(lines.flatMap((fields) => fields.map(([name]) => name)))];
  const cells = lines.map((fields) => {
    const values = new Map(fields);
    return names.map((name) => showCell(values.get(name), name));
  });
  const isText = names.map((name) =>
    lines.some((fields) => fields.some(([n, value]) => n === name && typeof value === 'string')),
  );
  return drawTable(names, cells, isText);
}

/** A summary is one line; one that holds the same numbers for several names is a line for each. */
function linesOf(summary: object): readonly (readonly Field[])[] {
  if (!isMatrix(summary)) return [fieldsOf(summary)];
  return Object.entries(summary).flatMap(([field, value]: [string, object]) => {
    const named = isNested(Object.values(value)[0]) ? Object.entries(value) : [[field, value]];
    return named.map(([name, numbers]) => [['summary', name] as const, ...fieldsOf(numbers)]);
  });
}

/** Tells whether a summary holds objects of numbers by name (`platforms`). */
function isMatrix(summary: object): boolean {
  return Object.values(summary).some(
    (value) => isNested(value) && Object.values(value).some(isNested),
  );
}

function show([name, value]: Field): readonly string[] {
  return [name, showCell(value, name)];
}
