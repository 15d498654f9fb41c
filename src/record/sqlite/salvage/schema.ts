/** Finds out where the trees of a damaged file begin. */

import { isOverAt } from './pace.ts';
import type { Pace } from './pace.ts';
import { valuesOf } from './record.ts';
import type { Forest, Tree } from './forest.ts';
import type { Cell } from './cells.ts';

/** A table or an index, and the first page of its tree. */
export interface Rooted {
  readonly type: 'table' | 'index';
  readonly root: number;
}

/**
 * Reads the schema by its tree, which begins on the first page. Where that is damaged, its rows are looked
 * for on all pages, until all are found: they look like no others.
 * @param wanted names of tables and indexes
 */
export async function schemaOf(
  forest: Forest,
  wanted: readonly string[],
  pace: Pace,
): Promise<ReadonlyMap<string, Rooted>> {
  const found = new Map<string, Rooted>();
  const add = (cell: Cell): void => {
    const entry = cell.payload && entryOf(cell.payload);
    if (entry && !found.has(entry.name)) found.set(entry.name, entry);
  };
  const tree: Tree = { kind: 'table', isPartial: false };
  for (const cell of forest.cells(1, tree)) add(cell);
  if (!tree.isPartial) return found;
  const missing = new Set(wanted);
  for (const { cells } of forest.unread()) {
    cells.forEach(add);
    for (const name of found.keys()) missing.delete(name);
    if (missing.size === 0 || (await isOverAt(pace))) break;
  }
  return found;
}

/** A row of the schema: type, name, table, first page, SQL. */
function entryOf(payload: Buffer): (Rooted & { readonly name: string }) | undefined {
  const values = valuesOf(payload);
  if (values?.length !== 5) return undefined;
  const [type, name, table, root] = values;
  if (type !== 'table' && type !== 'index') return undefined;
  const isEntry = typeof name === 'string' && typeof table === 'string' && typeof root === 'number';
  return isEntry && root > 1 ? { type, name, root } : undefined;
}
