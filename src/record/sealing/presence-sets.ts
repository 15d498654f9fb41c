/** Who was active in the parts of a span: out of packed days, and of rows. */

import type { Quarter } from '../../model/time.ts';
import type { PresenceField, PresenceSet } from '../reads.ts';
import type { Day } from '../recounting.ts';
import { OUTSIDE } from './cuts.ts';
import type { Cuts, Wanted } from './cuts.ts';
import { unpackNumbers } from './numbers.ts';
import type { Numbers } from './numbers.ts';
import { segmentsIn } from './presence.ts';
import type { PackedPresence, PackedSegment, Presence } from './presence.ts';

/** What is read of a packed day: the columns that were asked for, of which the first two always are. */
export type PackedPresenceRow = { readonly day: Day } & Pick<
  PackedPresence,
  'directory' | 'users'
> &
  Partial<PackedPresence>;

// ---- packed days -------------------------------------------------------------------------------

/** Returns the users of each wanted segment of a day that is not divided. */
export function wholeDaySets<F extends PresenceField>(
  row: PackedPresenceRow,
  quarter: Quarter,
  fields: readonly F[],
  wanted: Wanted,
): readonly PresenceSet<F>[] {
  const { segments, entries } = segmentsIn(row.directory, wanted);
  const columns = columnsOf(row, entries, fields);
  return segments.map((each) => setOf(columns, each, quarter));
}

/** Returns the users of each wanted segment in each part of a day: entries that follow each other. */
export function dividedDaySets<F extends PresenceField>(
  row: PackedPresenceRow,
  cuts: Cuts,
  fields: readonly F[],
  wanted: Wanted,
): readonly PresenceSet<F>[] {
  const { segments, entries } = segmentsIn(row.directory, wanted);
  const columns = columnsOf(row, entries, fields);
  const starts = cuts.startsOf(row.day);
  const quarters = row.quarters ?? new Uint8Array();
  const startAt = (entry: number): Quarter => starts[quarters[entry] ?? 0] ?? OUTSIDE;
  const sets: PresenceSet<F>[] = [];
  for (const each of segments) {
    for (let from = each.from, to = from; from < each.to; from = to) {
      const start = startAt(from);
      to = start === OUTSIDE ? from + 1 : endOf(from, each.to, (entry) => startAt(entry) === start);
      if (start !== OUTSIDE) sets.push(setOf(columns, { ...each, from, to }, start));
    }
  }
  return sets;
}

/** First entry from `from` on, or `to`, that is none of those: they come before all others. */
function endOf(from: number, to: number, isOne: (entry: number) => boolean): number {
  let [last, end] = [from, to];
  while (end - last > 1) {
    const middle = (last + end) >> 1;
    if (isOne(middle)) last = middle;
    else end = middle;
  }
  return end;
}

const NONE = new Uint8Array();

/** Columns of a day. */
interface DayColumns<F extends PresenceField> {
  readonly users: Uint32Array;
  readonly fields: readonly F[];
  readonly values: readonly Numbers[];
}

function columnsOf<F extends PresenceField>(
  row: PackedPresenceRow,
  entries: number,
  fields: readonly F[],
): DayColumns<F> {
  return {
    users: words(unpackNumbers(row.users, entries)),
    fields,
    values: fields.map((field) => unpackNumbers(row[field] ?? NONE, entries)),
  };
}

/** Of one type: what goes through numbers of several is half as fast. */
function words(numbers: Numbers): Uint32Array {
  return numbers instanceof Uint32Array ? numbers : Uint32Array.from(numbers);
}

function setOf<F extends PresenceField>(
  { users, fields, values }: DayColumns<F>,
  { segment, from, to, highest }: PackedSegment,
  quarter: Quarter,
): PresenceSet<F> {
  const sums: Partial<Record<PresenceField, Numbers>> = {};
  for (const [i, field] of fields.entries()) sums[field] = values[i]?.subarray(from, to) ?? NONE;
  const set: PresenceSet = { quarter, segment, users: users.subarray(from, to), highest };
  return Object.assign(set, sums) as unknown as PresenceSet<F>;
}

// ---- rows --------------------------------------------------------------------------------------

/** Puts rows together to sets. */
export interface SetBuilder<F extends PresenceField> {
  add(
    start: Quarter,
    row: Partial<Readonly<Record<PresenceField, number>>> & Pick<Presence, 'user' | 'segment'>,
  ): void;
  built(): readonly PresenceSet<F>[];
}

/** Makes a builder. One who has several rows in a set is in it several times. */
export function setBuilder<F extends PresenceField>(fields: readonly F[]): SetBuilder<F> {
  const sets = new Map<string, Growing>();
  let latest: Growing | undefined;
  const setOf = (start: Quarter, segment: number): Growing => {
    // rows of the same set follow each other
    if (latest?.quarter === start && latest.segment === segment) return latest;
    const key = `${start} ${segment}`;
    latest = sets.get(key) ?? emptySet(start, segment, fields);
    sets.set(key, latest);
    return latest;
  };
  return {
    add(start, row) {
      const set = setOf(start, row.segment);
      set.users.push(row.user);
      if (row.user > set.highest) set.highest = row.user;
      for (const field of fields) set[field]?.push(row[field] ?? 0);
    },
    built: () =>
      [...sets.values()].map(
        (set) => ({ ...set, users: Uint32Array.from(set.users) }) as unknown as PresenceSet<F>,
      ),
  };
}

type Growing = {
  readonly quarter: Quarter;
  readonly segment: number;
  readonly users: number[];
  highest: number;
} & Partial<Readonly<Record<PresenceField, number[]>>>;

function emptySet(quarter: Quarter, segment: number, fields: readonly PresenceField[]): Growing {
  const values = Object.fromEntries(fields.map((field) => [field, []]));
  return { quarter, segment, users: [], highest: 0, ...values };
}

/** Ascending by quarter-hour. */
export function inOrder<F extends PresenceField>(
  sets: readonly PresenceSet<F>[],
): readonly PresenceSet<F>[] {
  return sets.toSorted((a, b) => a.quarter - b.quarter);
}
