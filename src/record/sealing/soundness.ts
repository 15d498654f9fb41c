/** Tells of a packed row whether its parts fit together: one that was salvaged may be half another one. */

import { COLUMN_OF_MEASURE, MEASURES } from '../measures.ts';
import { QUARTERS_A_DAY } from '../recounting.ts';
import { unpackList, unpackNumbers } from './numbers.ts';
import { segmentsIn } from './presence.ts';

/** Columns by their names in the table. */
type Row = Readonly<Record<string, unknown>>;

const SOUND = {
  sealed_presence: isSoundPresence,
  sealed_counters: (row: Row) => {
    const quarters = bytesOf(row, 'quarters');
    const columns = ['segments', ...MEASURES.map((measure) => COLUMN_OF_MEASURE[measure])];
    return areQuarters(quarters) && areWide(row, columns, quarters.length);
  },
  sealed_labels: isSoundLabels,
} as const;

type SealedTableName = keyof typeof SOUND;

export function isSealedTable(table: string): table is SealedTableName {
  return Object.hasOwn(SOUND, table);
}

/** Tells whether a row of a sealed table can be unpacked. */
export function isSound(table: SealedTableName, row: Row): boolean {
  return SOUND[table](row);
}

function isSoundPresence(row: Row): boolean {
  const directory = bytesOf(row, 'directory');
  const quarters = bytesOf(row, 'quarters');
  return (
    isList(directory) &&
    unpackList(directory).length % 3 === 0 &&
    segmentsIn(directory).entries === quarters.length &&
    areQuarters(quarters) &&
    areWide(row, ['users', 'received', 'unrecognized'], quarters.length)
  );
}

function isSoundLabels(row: Row): boolean {
  const labels = JSON.parse(String(row['labels'])) as unknown;
  const quarters = bytesOf(row, 'quarters');
  const totals = bytesOf(row, 'total_segments');
  if (!Array.isArray(labels) || !isList(totals)) return false;
  const [count, places] = [unpackList(totals).length, ['total_places', 'places'] as const];
  return (
    labels.every((label) => typeof label === 'string') &&
    areQuarters(quarters) &&
    areWide(row, ['total_places', 'totals'], count) &&
    areWide(row, ['segments', 'places', 'counts'], quarters.length) &&
    places.every((column, i) => {
      const numbers = unpackNumbers(bytesOf(row, column), i === 0 ? count : quarters.length);
      return Array.from(numbers).every((place) => place < labels.length);
    })
  );
}

function areQuarters(bytes: Uint8Array): boolean {
  return bytes.length > 0 && bytes.every((ofDay) => ofDay < QUARTERS_A_DAY);
}

function bytesOf(row: Row, column: string): Uint8Array {
  const value = row[column];
  return value instanceof Uint8Array ? value : new Uint8Array();
}

/** Whether columns are so many numbers of one width each. */
function areWide(row: Row, columns: readonly string[], count: number): boolean {
  const isWide = (bytes: Uint8Array): boolean => [0, 1, 2, 4].includes(bytes.length / count);
  return count > 0 && columns.every((column) => isWide(bytesOf(row, column)));
}

/** Whether bytes are numbers with their width before them. */
function isList(bytes: Uint8Array): boolean {
  const width = bytes[0] ?? 0;
  return [1, 2, 4].includes(width) && (bytes.length - 1) % width === 0 && bytes.length > 1;
}
