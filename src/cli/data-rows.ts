/** The data of any report as flat rows: what a table and CSV have in common. */

export type Cell = string | number | boolean | null;

export type Row = Readonly<Record<string, Cell>>;

interface Answer {
  readonly group?: string;
  readonly data?: readonly object[];
  readonly groups?: readonly { readonly key: string; readonly data: readonly object[] }[];
}

/**
 * Flattens the data of an answer. A group's name becomes the first column; a field that
 * holds one object per name (`platforms`) becomes a row per name.
 */
export function dataRows(answer: unknown): readonly Row[] {
  const { data = [], groups, group = 'group' } = answer as Answer;
  if (!groups) return data.flatMap(flatten);
  return groups.flatMap(({ key, data: rows }) =>
    rows.flatMap(flatten).map((row): Row => ({ [group]: key, ...row })),
  );
}

/** Returns the columns of rows, in the order of their first appearance. */
export function columnsOf(rows: readonly Row[]): readonly string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

function flatten(row: object): readonly Row[] {
  const entries: readonly [string, unknown][] = Object.entries(row);
  const scalars = Object.fromEntries(entries.filter(([, value]) => !isObject(value))) as Row;
  const nested = entries.find(([, value]) => isObject(value));
  if (!nested) return [scalars];
  const [field, byName] = nested as [string, object];
  const column = field.replace(/s$/, '');
  const rows = Object.entries(byName).map(([name, cells]: [string, object]) => ({
    ...scalars,
    [column]: name,
    ...cells,
  }));
  return rows.length > 0 ? rows : [{ ...scalars, [column]: null }];
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
