/**
 * Who was active on a day, packed: by segment, quarter-hour and user. Each column can be read without those
 * that come after it; numbers have one width per day, as differences of variable length take eight times
 * as long to read.
 */

import type { Quarter } from '../../model/time.ts';
import type { PresenceFields } from '../reads.ts';
import { QUARTERS_A_DAY } from '../recounting.ts';
import type { Day } from '../recounting.ts';
import { isWanted } from './cuts.ts';
import type { Wanted } from './cuts.ts';
import { packList, packNumbers, unpackList, unpackNumbers } from './numbers.ts';

/** A user in a quarter-hour. */
export interface Presence extends PresenceFields {
  readonly quarter: Quarter;
  readonly segment: number;
  readonly user: number;
}

export interface PackedPresence {
  /** Of each segment: its id, how many entries it has, and the highest number of its users. */
  readonly directory: Uint8Array;
  /** Of each entry: the user. */
  readonly users: Uint8Array;
  /** A byte: its quarter-hour of the day. */
  readonly quarters: Uint8Array;
  readonly received: Uint8Array;
  readonly unrecognized: Uint8Array;
}

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
  return a.segment - b.segment || a.quarter - b.quarter || a.user - b.user;
}

/** Packs merged rows of a day. */
export function packPresence(rows: readonly Presence[]): PackedPresence {
  const directory = new Map<number, { entries: number; highest: number }>();
  for (const { segment, user } of rows) {
    const { entries, highest } = directory.get(segment) ?? { entries: 0, highest: 0 };
    directory.set(segment, { entries: entries + 1, highest: Math.max(highest, user) });
  }
  return {
    directory: packList(
      [...directory].flatMap(([segment, { entries, highest }]) => [segment, entries, highest]),
    ),
    users: packNumbers(rows.map(({ user }) => user)),
    quarters: Uint8Array.from(rows, ({ quarter }) => quarter % QUARTERS_A_DAY),
    received: packNumbers(rows.map(({ received }) => received)),
    unrecognized: packNumbers(rows.map(({ unrecognized }) => unrecognized)),
  };
}

/** Where the entries of a segment are. */
export interface PackedSegment {
  readonly segment: number;
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  /** The highest number of its users. */
  readonly highest: number;
}

/** Numbers of a segment in the directory. */
const PARTS = 3;

/** Reads the directory; returns the segments that are wanted, and how many entries there are of all. */
export function segmentsIn(
  directory: Uint8Array,
  wanted?: Wanted,
): { readonly segments: readonly PackedSegment[]; readonly entries: number } {
  const numbers = unpackList(directory);
  const segments: PackedSegment[] = [];
  let from = 0;
  for (let i = 0; i + PARTS <= numbers.length; i += PARTS) {
    const segment = numbers[i] ?? 0;
    const to = from + (numbers[i + 1] ?? 0);
    if (isWanted(wanted, segment))
      segments.push({ segment, from, to, highest: numbers[i + 2] ?? 0 });
    from = to;
  }
  return { segments, entries: from };
}

/** Returns the rows that were packed, in their order. */
export function unpackPresence(packed: PackedPresence, day: Day): readonly Presence[] {
  const { segments, entries } = segmentsIn(packed.directory);
  const users = unpackNumbers(packed.users, entries);
  const received = unpackNumbers(packed.received, entries);
  const unrecognized = unpackNumbers(packed.unrecognized, entries);
  return segments.flatMap(({ segment, from, to }) =>
    Array.from({ length: to - from }, (_, i) => ({
      quarter: day * QUARTERS_A_DAY + (packed.quarters[from + i] ?? 0),
      segment,
      user: users[from + i] ?? 0,
      received: received[from + i] ?? 0,
      unrecognized: unrecognized[from + i] ?? 0,
    })),
  );
}
