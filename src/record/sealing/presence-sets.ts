/** Who was active in the parts of a span: out of packed days, and of rows. */

import type { Quarter } from '../../model/time.ts';
import type { PresenceField, PresenceSet } from '../reads.ts';
import type { Day } from '../recounting.ts';
import { OUTSIDE, QUARTERS, isWanted, partsOf } from './cuts.ts';
import type { Cuts, Wanted } from './cuts.ts';
import { MORE, fieldOf, segmentsIn, unpackPresence, usersOf } from './presence.ts';
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
  const all = segmentsIn(row.directory);
  const entries = all.reduce((sum, each) => sum + each.entries, 0);
  const columns = fields.map((field) => fieldOf(row[field], entries));
  return all.filter(isIn(wanted)).map((each) => {
    const users = usersOf(row.users, each);
    const values = fields.map((field, i) => [field, valuesAt(columns[i] ?? [], each)]);
    return {
      quarter,
      segment: each.segment,
      users,
      highest: users.at(-1) ?? 0,
      ...(Object.fromEntries(values) as Record<F, ArrayLike<number>>),
    };
  });
}

function isIn(wanted: Wanted): (each: PackedSegment) => boolean {
  return ({ segment }) => isWanted(wanted, segment);
}

/** Totals of the users of a segment. */
function valuesAt(
  values: ArrayLike<number>,
  { entriesAt, size }: PackedSegment,
): ArrayLike<number> {
  const typed = values as Uint8Array | Uint16Array | Uint32Array;
  return typed.subarray(entriesAt, entriesAt + size);
}

/** Returns the users of each wanted segment in each part of a day. */
export function dividedDaySets<F extends PresenceField>(
  row: PackedPresenceRow,
  cuts: Cuts,
  fields: readonly F[],
  wanted: Wanted,
): readonly PresenceSet<F>[] {
  const { quarters = NOTHING } = row;
  const starts = cuts.startsOf(row.day);
  if (fields.length > 0) return dividedRows({ ...row, quarters }, starts, fields, wanted);
  const parts = partsOf(starts);
  const segments = segmentsIn(row.directory).filter(isIn(wanted));
  return segments.flatMap(
    (each) => dividedUsers({ ...row, quarters }, each, parts) as readonly PresenceSet<F>[],
  );
}

function dividedRows<F extends PresenceField>(
  row: PackedPresenceRow & Pick<PackedPresence, 'quarters'>,
  starts: readonly Quarter[],
  fields: readonly F[],
  wanted: Wanted,
): readonly PresenceSet<F>[] {
  const { received = NOTHING, unrecognized = NOTHING } = row;
  const sets = setBuilder(fields);
  for (const presence of unpackPresence({ ...row, received, unrecognized }, row.day)) {
    const start = starts[presence.quarter - row.day * QUARTERS] ?? OUTSIDE;
    if (start !== OUTSIDE && isWanted(wanted, presence.segment)) sets.add(start, presence);
  }
  return sets.built();
}

const NOTHING = new Uint8Array();

/** Many users, and nothing but who they are. */
function dividedUsers(
  packed: Pick<PackedPresence, 'users' | 'quarters'>,
  segment: PackedSegment,
  { parts, partOf }: ReturnType<typeof partsOf>,
): readonly PresenceSet[] {
  const { quarters } = packed;
  const { entriesAt, size } = segment;
  const users = usersOf(packed.users, segment);
  const lists = [...parts, OUTSIDE].map(() => new Uint32Array(size));
  const lengths = new Uint32Array(lists.length);
  let later = entriesAt + size;
  for (let i = 0; i < size; i++) {
    const user = users[i] ?? 0;
    let byte = quarters[entriesAt + i] ?? 0;
    let part = partOf[byte % MORE] ?? parts.length;
    put(lists, lengths, part, user);
    while (byte >= MORE) {
      byte = quarters[later++] ?? 0;
      const next = partOf[byte % MORE] ?? parts.length;
      if (next !== part) put(lists, lengths, next, user);
      part = next;
    }
  }
  return parts.flatMap((quarter, i): PresenceSet[] => {
    const own = (lists[i] ?? new Uint32Array()).subarray(0, lengths[i]);
    if (own.length === 0) return [];
    return [{ quarter, segment: segment.segment, users: own, highest: own.at(-1) ?? 0 }];
  });
}

function put(
  lists: readonly Uint32Array[],
  lengths: Uint32Array,
  part: number,
  user: number,
): void {
  const length = lengths[part] ?? 0;
  const list = lists[part];
  if (list) list[length] = user;
  lengths[part] = length + 1;
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
    built: () => [...sets.values()] as unknown as readonly PresenceSet<F>[],
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
