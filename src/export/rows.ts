/** The data of any report as flat rows: what a table, CSV and a sheet have in common. */

export type Cell = string | number | boolean | null;

export type Row = Readonly<Record<string, Cell>>;

/** Rows and their columns; a column may be without a cell in any row. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

type Item = Readonly<Record<string, unknown>>;

interface Answer {
  readonly group?: string;
  readonly data?: readonly unknown[];
  readonly groups?: readonly { readonly key: string; readonly data: readonly unknown[] }[];
  readonly chats?: { readonly sessions: readonly object[] };
}

/** What a field holds by name: a row for each name. Other objects stay in one cell. */
const BY_NAME: ReadonlySet<string> = new Set(['platforms']);

/**
 * Flattens the data of an answer, with or without a head. A group's name becomes the first column; the
 * platforms of a bucket become a row each, the cells of a grid too; a list of texts is one
 * cell (`beta, vip`), a list of numbers the columns `+0`, `+1` …; other objects are JSON.
 * Chats that were asked for are the rows in place of the series.
 *
 * @param groupName column of the groups, where the answer does not name it
 */
export function dataRows(answer: unknown, groupName = 'group'): readonly Row[] {
  if (Array.isArray(answer)) return rowsOf(answer);
  const { data = [], groups, group = groupName, chats } = answer as Answer;
  if (chats) return rowsOf(chats.sessions);
  if (!groups) return rowsOf(data);
  return groups.flatMap(({ key, data: own }) =>
    rowsOf(own).map((row): Row => ({ [group]: key, ...row })),
  );
}

/** Returns the columns of rows, in the order of their first appearance. */
export function columnsOf(rows: readonly Row[]): readonly string[] {
  const columns = new Set<string>();
  for (const row of rows) for (const column in row) columns.add(column);
  return [...columns];
}

/** Rows of a list, or of a grid, which is a list of lists. */
function rowsOf(list: readonly unknown[]): readonly Row[] {
  return (list.flat() as readonly Item[]).flatMap(flatten);
}

function flatten(item: Item): readonly Row[] {
  const entries = Object.entries(item);
  const named = entries.find(([field]) => BY_NAME.has(field));
  const row = Object.fromEntries(
    entries.filter((entry) => entry !== named).flatMap(([field, value]) => cellsOf(field, value)),
  );
  return named ? rowPerName(row, named[0], named[1] as Readonly<Record<string, Row>>) : [row];
}

function rowPerName(
  row: Row,
  field: string,
  byName: Readonly<Record<string, Row>>,
): readonly Row[] {
  const column = field.replace(/s$/, '');
  const rows = Object.entries(byName).map(([name, cells]) => ({
    ...row,
    [column]: name,
    ...cells,
  }));
  return rows.length > 0 ? rows : [{ ...row, [column]: null }];
}

function cellsOf(field: string, value: unknown): readonly (readonly [string, Cell])[] {
  if (Array.isArray(value) && value.length > 0 && value.every((n) => typeof n === 'number')) {
    return value.map((n, i) => [`+${i}`, n]);
  }
  return [[field, cellOf(value)]];
}

/** A list or an object without anything in it is an empty cell. */
function cellOf(value: unknown): Cell {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value.length > 0 ? value.join(', ') : null;
  if (typeof value !== 'object') return value as Cell;
  if ('denominator' in value && 'value' in value) return value.value as Cell;
  return Object.keys(value).length > 0 ? JSON.stringify(value) : null;
}
