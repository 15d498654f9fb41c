/**
 * Rows of an answer as columns: a million rows are a few lists of numbers, and no objects.
 *
 * {@link Rows} is what the questions see. An array is one as well.
 */

/** Rows to be gone through. A row is good until the next one: keep what it says, never the row. */
export interface Rows<Row> extends Iterable<Row> {
  readonly length: number;
  filter(keep: (row: Row) => boolean): Rows<Row>;
  map<T>(make: (row: Row) => T): readonly T[];
}

/** Values by the names that they have in a row; all lists are equally long. */
export type Columns = Readonly<Record<string, readonly unknown[]>>;

/** Makes rows of columns. */
export function rowsOf<Row extends object>(columns: Columns): Rows<Row> {
  const length = Object.values(columns)[0]?.length ?? 0;
  return new Table<Row>(columns, length);
}

/** Tells whether a value is a list of rows. */
export function isRows(value: unknown): value is Rows<object> {
  return Array.isArray(value) || value instanceof Table;
}

/**
 * Tells rows apart: a list for each place from 0 on.
 * @param visit puts a row where it belongs, in several places or none; what is not below `length` is left out
 */
export function splitRows<Row>(
  rows: Rows<Row>,
  length: number,
  visit: (row: Row, put: (place: number) => void) => void,
): readonly Rows<Row>[] {
  if (rows instanceof Table) return (rows as Table<Row & object>).split(length, visit);
  const parts: Row[][] = Array.from({ length }, () => []);
  for (const row of rows) visit(row, (place) => parts[place]?.push(row));
  return parts;
}

const COLUMNS = Symbol('columns');
const PLACE = Symbol('place');

/** What stands for a row: looks up its fields where it is. */
interface Cursor {
  [COLUMNS]: readonly (readonly unknown[])[];
  [PLACE]: number;
}

class Table<Row extends object> implements Rows<Row> {
  readonly length: number;
  readonly #columns: Columns;
  /** Where the rows are; absent if they are all that the columns hold. */
  readonly #places: readonly number[] | undefined;

  constructor(columns: Columns, length: number, places?: readonly number[]) {
    this.length = length;
    this.#columns = columns;
    this.#places = places;
  }

  [Symbol.iterator](): Iterator<Row> {
    const cursor = cursorOver(this.#columns);
    const places = this.#places;
    const { length } = this;
    const current = { done: false as const, value: cursor as unknown as Row };
    let next = 0;
    return {
      next: () => {
        if (next === length) return { done: true, value: undefined };
        cursor[PLACE] = places ? (places[next] ?? 0) : next;
        next++;
        return current;
      },
    };
  }

  map<T>(make: (row: Row) => T): readonly T[] {
    const made: T[] = [];
    for (const row of this) made.push(make(row));
    return made;
  }

  filter(keep: (row: Row) => boolean): Rows<Row> {
    const [kept] = this.split(1, (row, put) => put(keep(row) ? 0 : -1));
    return kept ?? [];
  }

  split(
    length: number,
    visit: (row: Row, put: (place: number) => void) => void,
  ): readonly Table<Row>[] {
    const parts: number[][] = Array.from({ length }, () => []);
    let at = 0;
    const put = (part: number): void => {
      parts[part]?.push(this.#places ? (this.#places[at] ?? 0) : at);
    };
    for (const row of this) {
      visit(row, put);
      at++;
    }
    return parts.map((places) => new Table(this.#columns, places.length, places));
  }
}

/** Cursors over the same fields have the same shape, whatever the table. */
const prototypes = new Map<string, object>();

function cursorOver(columns: Columns): Cursor {
  const names = Object.keys(columns);
  const key = names.join(' ');
  const prototype = prototypes.get(key) ?? prototypeOf(names);
  prototypes.set(key, prototype);
  const cursor = Object.create(prototype) as Cursor;
  cursor[COLUMNS] = Object.values(columns);
  cursor[PLACE] = 0;
  return cursor;
}

function prototypeOf(names: readonly string[]): object {
  const getters = names.map((name, i) => [
    name,
    {
      enumerable: true,
      get(this: Cursor) {
        return this[COLUMNS][i]?.[this[PLACE]];
      },
    },
  ]);
  return Object.create(null, Object.fromEntries(getters) as PropertyDescriptorMap) as object;
}
