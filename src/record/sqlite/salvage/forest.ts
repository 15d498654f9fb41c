/** Reads the trees of a damaged file: what of them is there, each page for one tree only. */

import {
  INTERIOR_INDEX,
  INTERIOR_TABLE,
  LEAF_INDEX,
  LEAF_TABLE,
  cellsOf,
  freePages,
} from './cells.ts';
import type { Cell, Overflow, PageCells } from './cells.ts';
import type { Pages } from './pages.ts';

/** Rows by their row ids, or sorted by what is in them. */
export type TreeKind = 'table' | 'index';

export interface Forest {
  /** The cells of a tree that hold rows, in its order. */
  cells(root: number, tree: Tree): Generator<Cell>;
  /** Pages with rows that belong to no tree that was read. */
  unread(): Generator<PageCells>;
  /** Those of them that are not free. */
  strays(): Generator<PageCells>;
}

/** A tree, and what is told about it. */
export interface Tree {
  readonly kind: TreeKind;
  /** Something of it is missing. */
  isPartial: boolean;
}

/** Begins to read trees. */
export function forestOf(pages: Pages): Forest {
  const seen = new Set<number>();
  const read = (number: number): Buffer | undefined =>
    isIn(pages, number) && !seen.has(number) ? pages.read(number) : undefined;
  const overflow: Overflow = {
    read,
    taken: (numbers) => numbers.forEach((number) => seen.add(number)),
  };
  // a page that is only looked at takes nothing from others
  const untouched: Overflow = { read, taken: () => undefined };
  const take = (number: number, kind: TreeKind): PageCells | undefined => {
    const page = read(number);
    const found = page && cellsOf(page, number, overflow);
    if (!found || kindOf(found) !== kind) return undefined;
    seen.add(number);
    return found;
  };
  function* unread(free: ReadonlySet<number>): Generator<PageCells> {
    for (let number = 2; number <= pages.count; number++) {
      if (seen.has(number) || free.has(number)) continue;
      const page = pages.read(number);
      const found = page && cellsOf(page, number, untouched);
      if (found && found.kind !== INTERIOR_TABLE) yield found;
    }
  }
  return {
    cells: (root, tree) => cellsIn(root, tree, take),
    unread: () => unread(new Set()),
    *strays() {
      const free = trustedFreePages(pages);
      if (free) yield* unread(free);
    },
  };
}

function* cellsIn(
  root: number,
  tree: Tree,
  take: (number: number, kind: TreeKind) => PageCells | undefined,
): Generator<Cell> {
  const waiting: (number | Cell)[] = [root];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== 'number') {
      yield next;
      continue;
    }
    const page = take(next, tree.kind);
    if (!page || page.isPartial) tree.isPartial = true;
    if (!page) continue;
    if (page.kind === LEAF_TABLE || page.kind === LEAF_INDEX) yield* page.cells;
    else waiting.push(...inOrder(page).reverse());
  }
}

/** What comes below an interior page, and between: its children, and the rows of its own. */
function inOrder({ kind, cells, last }: PageCells): (number | Cell)[] {
  const parts: (number | Cell)[] = [];
  for (const cell of cells) {
    if (cell.child !== undefined) parts.push(cell.child);
    if (kind === INTERIOR_INDEX) parts.push(cell);
  }
  if (last !== undefined) parts.push(last);
  return parts;
}

function kindOf({ kind }: PageCells): TreeKind {
  return kind === LEAF_TABLE || kind === INTERIOR_TABLE ? 'table' : 'index';
}

function isIn({ count }: Pages, number: number): boolean {
  return number >= 1 && number <= count;
}

/**
 * What was deleted may still stand on free pages, and must not come back. Where it is not sure which
 * pages are free, none is taken for a stray.
 */
function trustedFreePages(pages: Pages): ReadonlySet<number> | undefined {
  const header = pages.read(1);
  if (!header?.toString('latin1', 0, 15).startsWith('SQLite format 3')) return undefined;
  const free = freePages(pages);
  return free.size === header.readUInt32BE(36) ? free : undefined;
}
