/** Tells of a packed row whether its parts fit together: one that was salvaged may be half another one. */

import { COLUMN_OF_MEASURE, MEASURES } from '../measures.ts';
import { QUARTERS } from './cuts.ts';
import { countAscending, unpackList, unpackNumbers } from './numbers.ts';
import { MORE, segmentsIn } from './presence.ts';
import type { PackedSegment } from './presence.ts';

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
  const [users, quarters] = [bytesOf(row, 'users'), bytesOf(row, 'quarters')];
  if (!isList(directory) || unpackList(directory).length % 4 !== 0) return false;
  const segments = segmentsIn(directory);
  const ends = segments.map((_, i) => segments[i + 1]?.usersAt ?? users.length);
  const entries = segments.reduce((sum, each) => sum + each.entries, 0);
  return (
    segments.length > 0 &&
    entries === quarters.length &&
    segments.every(
      (each, i) =>
        countAscending(users.subarray(each.usersAt, ends[i])) === each.size &&
        isSoundSegment(quarters, each),
    ) &&
    areWide(row, ['received', 'unrecognized'], entries)
  );
}

/** Whether as many quarter-hours follow behind as marks say so. */
function isSoundSegment(
  quarters: Uint8Array,
  { entriesAt, entries, size }: PackedSegment,
): boolean {
  const own = quarters.subarray(entriesAt, entriesAt + entries);
  const marks = own.reduce((sum, byte) => sum + (byte >= MORE ? 1 : 0), 0);
  return entries - marks === size && own.every((byte) => byte % MORE < QUARTERS);
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
  return bytes.length > 0 && bytes.every((ofDay) => ofDay < QUARTERS);
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
