/**
 * Reads the cells of a page, and the content that overflows it
 * (https://sqlite.org/fileformat2.html#b_tree_pages).
 */

import type { Pages } from './pages.ts';

/** Kinds of pages, as their first byte says. */
export const INTERIOR_INDEX = 0x02;
export const INTERIOR_TABLE = 0x05;
export const LEAF_INDEX = 0x0a;
export const LEAF_TABLE = 0x0d;
export type PageKind =
  typeof INTERIOR_INDEX | typeof INTERIOR_TABLE | typeof LEAF_INDEX | typeof LEAF_TABLE;

const KINDS: ReadonlySet<number> = new Set([
  INTERIOR_INDEX,
  INTERIOR_TABLE,
  LEAF_INDEX,
  LEAF_TABLE,
]);

/** The header of the file stands in the first page before that of the page. */
const FILE_HEADER_BYTES = 100;

export interface Cell {
  /** Page with what comes before this cell; of interior pages. */
  readonly child?: number;
  /** Of tables with row ids. */
  readonly rowid?: number;
  /** Absent in the interior of tables. */
  readonly payload?: Buffer;
}

/** What a page holds, as far as it could be read. */
export interface PageCells {
  readonly kind: PageKind;
  readonly cells: readonly Cell[];
  /** Page with what comes after the last cell; of interior pages. */
  readonly last?: number;
  /** Some cell could not be read. */
  readonly isPartial: boolean;
}

/** Where content goes on that does not fit onto its page. */
export interface Overflow {
  /** Reads a page; `undefined` if there is none, or it is something else's. */
  read(number: number): Buffer | undefined;
  /** These pages are what a row that could be read goes on with. */
  taken(numbers: ReadonlySet<number>): void;
}

/** Longer than any row of ours. */
const MAX_PAYLOAD_BYTES = 8 * 1_024 * 1_024;

/** Reads a page of a tree; `undefined` if it is none. */
export function cellsOf(page: Buffer, number: number, overflow: Overflow): PageCells | undefined {
  const at = number === 1 ? FILE_HEADER_BYTES : 0;
  const kind = page[at];
  if (kind === undefined || !isKind(kind)) return undefined;
  const isInterior = kind === INTERIOR_INDEX || kind === INTERIOR_TABLE;
  const first = at + (isInterior ? 12 : 8);
  const count = page.readUInt16BE(at + 3);
  if (first + 2 * count > page.length) return undefined;
  const cells: Cell[] = [];
  for (let i = 0; i < count; i++) {
    const cell = cellAt({ page, kind, overflow }, page.readUInt16BE(first + 2 * i), first);
    if (cell) cells.push(cell);
  }
  return {
    kind,
    cells,
    isPartial: cells.length < count,
    ...(isInterior && { last: page.readUInt32BE(at + 8) }),
  };
}

function isKind(kind: number): kind is PageKind {
  return KINDS.has(kind);
}

interface Place {
  readonly page: Buffer;
  readonly kind: PageKind;
  readonly overflow: Overflow;
}

function cellAt(place: Place, at: number, first: number): Cell | undefined {
  if (at < first || at >= place.page.length) return undefined;
  try {
    return readCell(place, at);
  } catch {
    return undefined; // it reaches beyond its page
  }
}

function readCell(place: Place, at: number): Cell | undefined {
  switch (place.kind) {
    case INTERIOR_TABLE:
      return { child: place.page.readUInt32BE(at) };
    case INTERIOR_INDEX: {
      const child = place.page.readUInt32BE(at);
      return { child, ...entryAt(place, at + 4) }; // below it there are rows even if its own is lost
    }
    case LEAF_INDEX:
      return entryAt(place, at);
    case LEAF_TABLE: {
      const length = varint(place.page, at);
      const rowid = varint(place.page, length.end);
      const payload = payloadAt(place, rowid.end, length.value);
      return payload && { payload, rowid: rowid.value };
    }
  }
}

/** The payload of an entry of an index, behind its length. */
function entryAt(place: Place, at: number): { readonly payload: Buffer } | undefined {
  const length = varint(place.page, at);
  const payload = payloadAt(place, length.end, length.value);
  return payload && { payload };
}

function payloadAt(
  { page, kind, overflow }: Place,
  at: number,
  length: number,
): Buffer | undefined {
  const local = localBytes(kind, length, page.length);
  if (at + local > page.length) return undefined;
  if (local === length) return page.subarray(at, at + local);
  if (length > MAX_PAYLOAD_BYTES) return undefined;
  const parts = [page.subarray(at, at + local)];
  const numbers = new Set<number>();
  let next = page.readUInt32BE(at + local);
  for (let missing = length - local; missing > 0;) {
    const more = numbers.has(next) ? undefined : overflow.read(next);
    if (!more) return undefined;
    numbers.add(next);
    const part = more.subarray(4, 4 + missing);
    parts.push(part);
    missing -= part.length;
    next = more.readUInt32BE(0);
  }
  overflow.taken(numbers);
  return Buffer.concat(parts);
}

/** How much of a payload stands on the page itself. */
function localBytes(kind: PageKind, length: number, usable: number): number {
  const share = (part: number): number => Math.floor(((usable - 12) * part) / 255) - 23;
  const most = kind === LEAF_TABLE ? usable - 35 : share(64);
  if (length <= most) return length;
  const least = share(32);
  const local = least + ((length - least) % (usable - 4));
  return local <= most ? local : least;
}

/** A number of one to nine bytes. @throws RangeError beyond the end of the bytes */
export function varint(
  bytes: Buffer,
  at: number,
): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let i = 0; i < 8; i++) {
    const byte = bytes.readUInt8(at + i);
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: at + i + 1 };
  }
  // of nine bytes the last counts in full: negative, or larger than anything of ours
  return { value: value * 256 + bytes.readUInt8(at + 8), end: at + 9 };
}

/** The pages that are free. */
export function freePages(pages: Pages): ReadonlySet<number> {
  const free = new Set<number>();
  let trunk = pages.read(1)?.readUInt32BE(32) ?? 0;
  while (trunk > 0 && trunk <= pages.count && !free.has(trunk)) {
    free.add(trunk);
    const page = pages.read(trunk);
    if (!page) break;
    const leaves = Math.min(page.readUInt32BE(4), page.length / 4 - 2);
    for (let i = 0; i < leaves; i++) free.add(page.readUInt32BE(8 + 4 * i));
    trunk = page.readUInt32BE(0);
  }
  return free;
}
