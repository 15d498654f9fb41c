/**
 * Who was active on a day, packed, segment by segment: the users, in ascending order; when each was active;
 * what each has sent. Each column can be read without those that come after it.
 */

import type { Quarter } from '../../model/time.ts';
import type { PresenceField, PresenceFields } from '../reads.ts';
import type { Day } from '../recounting.ts';
import { QUARTERS } from './cuts.ts';
import {
  ascendingFrom,
  packAscending,
  packList,
  packNumbers,
  unpackList,
  unpackNumbers,
} from './numbers.ts';

/** A user in a quarter-hour. */
export interface Presence extends PresenceFields {
  readonly quarter: Quarter;
  readonly segment: number;
  readonly user: number;
}

export interface PackedPresence {
  /** Of each segment: its id, how many users it has, in how many bytes, in how many quarter-hours. */
  readonly directory: Uint8Array;
  /** Ascending, as differences. */
  readonly users: Uint8Array;
  /**
   * Of each segment: a byte per user, its first quarter-hour of the day. Of those who have more, marked by
   * {@link MORE}, the others follow behind, user by user, marked like that as long as another follows.
   */
  readonly quarters: Uint8Array;
  /** Of each segment: a total per user; then, of those who have more, that of each later quarter-hour. */
  readonly received: Uint8Array;
  readonly unrecognized: Uint8Array;
}

/** Another quarter-hour of the same user follows. */
export const MORE = 128;

/** Numbers of a segment in the directory. */
const PARTS = 4;

/** Adds rows up that are of the same user and quarter-hour; in the order in which they are packed. */
export function mergedPresence(rows: readonly Presence[]): readonly Presence[] {
  const merged: Presence[] = [];
  for (const row of rows.toSorted(inOrder)) {
    const last = merged.at(-1);
    if (!last || inOrder(last, row) !== 0) merged.push(row);
    else {
      merged[merged.length - 1] = {
        ...last,
        received: last.received + row.received,
        unrecognized: last.unrecognized + row.unrecognized,
      };
    }
  }
  return merged;
}

function inOrder(a: Presence, b: Presence): number {
  return a.segment - b.segment || a.user - b.user || a.quarter - b.quarter;
}

/** Packs merged rows of a day. */
export function packPresence(rows: readonly Presence[]): PackedPresence {
  const columns = {
    directory: [] as number[],
    users: [] as Uint8Array[],
    quarters: [] as number[],
    received: [] as number[],
    unrecognized: [] as number[],
  };
  for (let first = 0, end = 0; first < rows.length; first = end) {
    const segment = rows[first]?.segment ?? 0;
    while (rows[end]?.segment === segment) end++;
    const own = rows.slice(first, end);
    const users = packAscending(own.filter((_, i) => isFirst(own, i)).map(({ user }) => user));
    columns.directory.push(segment, users.count, users.bytes.length, own.length);
    columns.users.push(users.bytes);
    columns.quarters.push(...quartersOf(own));
    columns.received.push(...valuesOf(own, 'received'));
    columns.unrecognized.push(...valuesOf(own, 'unrecognized'));
  }
  return {
    directory: packList(columns.directory),
    users: Buffer.concat(columns.users),
    quarters: Uint8Array.from(columns.quarters),
    received: packNumbers(columns.received),
    unrecognized: packNumbers(columns.unrecognized),
  };
}

/** Whether a row of a segment is the first of its user. */
function isFirst(own: readonly Presence[], i: number): boolean {
  return own[i - 1]?.user !== own[i]?.user;
}

function quartersOf(own: readonly Presence[]): readonly number[] {
  const [first, later]: [number[], number[]] = [[], []];
  for (const [i, { quarter }] of own.entries()) {
    const hasMore = i + 1 < own.length && !isFirst(own, i + 1);
    (isFirst(own, i) ? first : later).push((quarter % QUARTERS) | (hasMore ? MORE : 0));
  }
  return [...first, ...later];
}

function valuesOf(own: readonly Presence[], field: PresenceField): readonly number[] {
  const [totals, later]: [number[], number[]] = [[], []];
  for (const [i, row] of own.entries()) {
    if (isFirst(own, i)) totals.push(row[field]);
    else {
      totals[totals.length - 1] = (totals.at(-1) ?? 0) + row[field];
      later.push(row[field]);
    }
  }
  return [...totals, ...later];
}

// ---- segments ----------------------------------------------------------------------------------

/** Where the users of a segment are in the columns. */
export interface PackedSegment {
  readonly segment: number;
  /** How many users. */
  readonly size: number;
  /** Place of the first byte of its users. */
  readonly usersAt: number;
  /** Place of its first quarter-hour, and how many there are. */
  readonly entriesAt: number;
  readonly entries: number;
}

/** Reads the directory. */
export function segmentsIn(directory: Uint8Array): readonly PackedSegment[] {
  const numbers = unpackList(directory);
  const segments: PackedSegment[] = [];
  let [usersAt, entriesAt] = [0, 0];
  for (let at = 0; at + PARTS <= numbers.length; at += PARTS) {
    const [segment = 0, size = 0, bytes = 0, entries = 0] = [0, 1, 2, 3].map(
      (i) => numbers[at + i],
    );
    segments.push({ segment, size, usersAt, entriesAt, entries });
    usersAt += bytes;
    entriesAt += entries;
  }
  return segments;
}

/** Returns the users of a segment. */
export function usersOf(users: Uint8Array, { usersAt, size }: PackedSegment): Uint32Array {
  return ascendingFrom(users, usersAt, size);
}

/** Returns a column of numbers, of all segments: `entries` in all. */
export function fieldOf(packed: Uint8Array | undefined, entries: number): ArrayLike<number> {
  return unpackNumbers(packed ?? NOTHING, entries);
}

const NOTHING = new Uint8Array();

// ---- rows --------------------------------------------------------------------------------------

/** Returns the rows that were packed: by segment, user and quarter-hour. */
export function unpackPresence(packed: PackedPresence, day: Day): readonly Presence[] {
  const entries = packed.quarters.length;
  const received = fieldOf(packed.received, entries);
  const unrecognized = fieldOf(packed.unrecognized, entries);
  const rows: Presence[] = [];
  for (const each of segmentsIn(packed.directory)) {
    const users = usersOf(packed.users, each);
    let first: MutablePresence | undefined;
    eachQuarter(packed.quarters, each, (user, ofDay, place) => {
      const row: MutablePresence = {
        quarter: day * QUARTERS + ofDay,
        segment: each.segment,
        user: users[user] ?? 0,
        received: received[place] ?? 0,
        unrecognized: unrecognized[place] ?? 0,
      };
      rows.push(row);
      if (first?.user !== row.user) first = row;
      else {
        // totals come less the others
        first.received -= row.received;
        first.unrecognized -= row.unrecognized;
      }
    });
  }
  return rows;
}

type MutablePresence = { -readonly [name in keyof Presence]: Presence[name] };

/** Calls for every quarter-hour of every user of a segment, in order; `place` is where its numbers are. */
function eachQuarter(
  quarters: Uint8Array,
  { entriesAt, size }: PackedSegment,
  call: (user: number, ofDay: number, place: number) => void,
): void {
  let later = entriesAt + size;
  for (let user = 0; user < size; user++) {
    let byte = quarters[entriesAt + user] ?? 0;
    call(user, byte % MORE, entriesAt + user);
    while (byte >= MORE) {
      byte = quarters[later] ?? 0;
      call(user, byte % MORE, later);
      later++;
    }
  }
}
