/** The summary of a report: a line per number; per group, or per platform, a line each. */

import { isRate, showCell, showChange } from './cells.ts';
import { drawTable } from './table.ts';

interface Answer {
  readonly group?: string;
  readonly groups?: readonly { readonly key: string; readonly summary: object }[];
  readonly summary?: object;
  readonly previous?: { readonly summary: object };
  readonly change?: object;
}

type Field = readonly [name: string, value: unknown];

/** Returns the summary as a table, or nothing if the answer has none. */
export function summaryText(answer: unknown): string {
  const { summary, groups = [], group = 'group', previous, change } = answer as Answer;
  if (!summary) return '';
  const rows = groups.flatMap(({ key, summary: own }) =>
    linesOf(own).map((line) => [[group, key] as const, ...line]),
  );
  const total = previous
    ? comparedTable(summary, previous.summary, change ?? {})
    : totalTable(summary);
  return rows.length > 0 ? `${wideTable(rows)}\n${total}` : total;
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

/** The numbers of a summary under their path: `byReason.direct`. A rate is one. */
function fieldsOf(summary: object, prefix = ''): readonly Field[] {
  return Object.entries(summary).flatMap(([name, value]): readonly Field[] =>
    isNested(value) ? fieldsOf(value, `${prefix}${name}.`) : [[`${prefix}${name}`, value]],
  );
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isRate(value);
}

function show([name, value]: Field): readonly string[] {
  return [name, showCell(value, name)];
}
