/**
 * Copies what can be read of a damaged file into an empty database, table by table and row by row.
 *
 * The trees are read without SQLite, which stops at the first page that is wrong and reads nothing of a
 * file whose header is. A page that no tree leads to any more belongs to the table that has lost some, if
 * its rows can be of no other, nor entries of an index.
 */

import type { DatabaseLike, SqlValue, StatementLike } from '../driver.ts';
import type { Cell, PageCells } from './cells.ts';
import { LEAF_TABLE } from './cells.ts';
import { forestOf } from './forest.ts';
import type { Forest, Tree } from './forest.ts';
import type { Pages } from './pages.ts';
import { isOverAt, paceOf } from './pace.ts';
import type { Pace, SalvageLimits } from './pace.ts';
import { valuesOf } from './record.ts';
import { schemaOf } from './schema.ts';
import type { Rooted } from './schema.ts';
import { fits, indexesOf, tablesOf } from './tables.ts';
import type { Table } from './tables.ts';

/** What came of a table. */
export interface SalvagedTable {
  readonly name: string;
  /** Rows that are in the new file. */
  readonly rows: number;
  /** There were more, or may have been. */
  readonly isPartial: boolean;
}

/** Rows of a page that are looked at, to tell whose they are. */
const SAMPLE = 20;

/**
 * Copies the rows of all tables that the database has. To be run in a transaction.
 * @throws what the database throws, but for what is wrong with single rows
 */
export async function salvage(
  pages: Pages,
  db: DatabaseLike,
  limits: SalvageLimits,
): Promise<readonly SalvagedTable[]> {
  const forest = forestOf(pages);
  const pace = paceOf(limits);
  const tables = tablesOf(db);
  const indexes = tables.flatMap((table) => indexesOf(db, table));
  const wanted = [...tables, ...indexes].map(({ name }) => name);
  const schema = await schemaOf(forest, wanted, pace);
  const copies = tables.map((table) => copyOf(db, table, schema.get(table.name)));
  for (const copy of copies) {
    if (copy.root !== undefined) await copyTree(forest, copy, { root: copy.root, pace });
  }
  if (copies.some(({ tree }) => tree.isPartial)) {
    await copyStrays({ forest, schema, copies, indexes, pace });
  }
  return copies.map(({ table, tree, rows }) => ({
    name: table.name,
    rows,
    isPartial: tree.isPartial,
  }));
}

/** A table as it is being copied. */
interface Copy {
  readonly table: Table;
  readonly root: number | undefined;
  readonly tree: Tree;
  readonly put: (cell: Cell) => boolean;
  rows: number;
}

function copyOf(db: DatabaseLike, table: Table, rooted: Rooted | undefined): Copy {
  return {
    table,
    root: rooted?.root,
    tree: { kind: table.hasRowids ? 'table' : 'index', isPartial: rooted === undefined },
    put: rowWriter(db, table),
    rows: 0,
  };
}

async function copyTree(
  forest: Forest,
  copy: Copy,
  { root, pace }: { readonly root: number; readonly pace: Pace },
): Promise<void> {
  if (pace.isOver()) copy.tree.isPartial = true;
  if (pace.isOver()) return;
  for (const cell of forest.cells(root, copy.tree)) {
    if (copy.put(cell)) copy.rows++;
    else copy.tree.isPartial = true;
    if (!(await isOverAt(pace))) continue;
    copy.tree.isPartial = true;
    return;
  }
}

// ---- what no tree leads to ---------------------------------------------------------------------

interface Lost {
  readonly forest: Forest;
  readonly schema: ReadonlyMap<string, Rooted>;
  readonly copies: readonly Copy[];
  readonly indexes: readonly Table[];
  readonly pace: Pace;
}

async function copyStrays({ forest, schema, copies, indexes, pace }: Lost): Promise<void> {
  await passIndexes(forest, schema, pace);
  const partial = copies.filter(({ tree }) => tree.isPartial);
  const lostIndexes = indexes.filter(({ name }) => !schema.has(name));
  for (const page of forest.strays()) {
    if (pace.isOver()) return;
    const [owner, ...others] = partial.filter(({ table }) => owns(table, page));
    const isSure = others.length === 0 && !lostIndexes.some((index) => owns(index, page));
    if (owner && isSure) {
      for (const cell of page.cells) if (owner.put(cell)) owner.rows++;
    }
    await isOverAt(pace);
  }
}

/** Indexes are made anew: their pages are nobody's. */
async function passIndexes(
  forest: Forest,
  schema: ReadonlyMap<string, Rooted>,
  pace: Pace,
): Promise<void> {
  for (const { type, root } of schema.values()) {
    if (type !== 'index' || pace.isOver()) continue;
    const cells = forest.cells(root, { kind: 'index', isPartial: false });
    while (!cells.next().done) if (await isOverAt(pace)) return;
  }
}

function owns(table: Table, { kind, cells }: PageCells): boolean {
  if (table.hasRowids !== (kind === LEAF_TABLE)) return false;
  const rows = cells.flatMap(({ payload }) => (payload ? [payload] : [])).slice(0, SAMPLE);
  return rows.length > 0 && rows.every((payload) => isRowOf(table, payload));
}

function isRowOf(table: Table, payload: Buffer): boolean {
  const values = valuesOf(payload);
  return values !== undefined && fits(table, values);
}

// ---- rows --------------------------------------------------------------------------------------

/** Makes what writes a row, and tells whether it could be written. */
function rowWriter(db: DatabaseLike, { name, columns, ...table }: Table): Copy['put'] {
  const statements = new Map<number, StatementLike>();
  const insertOf = (count: number): StatementLike => {
    const known = statements.get(count);
    if (known) return known;
    const names = columns.slice(0, count).map((column) => column.name);
    const made = db.prepare(
      `INSERT OR IGNORE INTO ${name} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    );
    statements.set(count, made);
    return made;
  };
  return ({ payload, rowid }) => {
    const values = payload && valuesOf(payload);
    if (!values || !fits({ name, columns, ...table }, values)) return false;
    const row = values.map((value, i) => bound(value, columns[i], rowid));
    try {
      return insertOf(row.length).run(...row).changes === 1;
    } catch (error) {
      if (isAboutRow(error)) return false;
      throw error;
    }
  };
}

function bound(
  value: SqlValue,
  column: Table['columns'][number] | undefined,
  rowid: number | undefined,
): SqlValue {
  if (column?.isRowid) return rowid ?? null;
  // where the type is open, a number is what it is bound as
  return column?.type === 'ANY' && Number.isInteger(value) ? BigInt(value as number) : value;
}

/** What it says cannot be so; or an expression of an index cannot be worked out of it. */
function isAboutRow(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return (
    code.startsWith('SQLITE_CONSTRAINT') || code === 'SQLITE_ERROR' || code === 'SQLITE_MISMATCH'
  );
}
