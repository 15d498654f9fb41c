/**
 * Sealing: the rows of a day that is over become one, which reports read in a fraction of the time. What
 * comes late is rows again, which are read along with it, until the day is sealed once more.
 */

import { setImmediate, setTimeout } from 'node:timers/promises';

import { groupBy } from '../../model/group-by.ts';
import { DAY_MS, HOUR_MS } from '../../model/time.ts';
import type { SealQuery } from '../maintenance.ts';
import { MEASURES } from '../measures.ts';
import type { Day } from '../recounting.ts';
import { mergedCounts, packCounters, unpackCounters } from './counters.ts';
import type { Counts, PackedCounters } from './counters.ts';
import { mergedLabels, packLabels, unpackLabels } from './labels.ts';
import type { LabelCount, PackedLabels } from './labels.ts';
import { arePackable } from './numbers.ts';
import { mergedPresence, packPresence, unpackPresence } from './presence.ts';
import type { PackedPresence, Presence } from './presence.ts';

// ---- a day -------------------------------------------------------------------------------------

/** Rows of a day, by what they tell of. */
export interface OpenRows {
  readonly presence: Presence;
  readonly counters: Counts;
  readonly labels: LabelCount;
}

/** The same, packed: a row of a day; of labels one of each kind. */
export interface PackedRows {
  readonly presence: PackedPresence;
  readonly counters: PackedCounters;
  readonly labels: PackedLabels & { readonly kind: string };
}

export type Sealable = keyof OpenRows;

export const SEALABLE = ['presence', 'counters', 'labels'] as const satisfies readonly Sealable[];

/** What replaces the rows of a day. */
export interface Sealed<What extends Sealable> {
  readonly packed: readonly PackedRows[What][];
  /** Rows that cannot be packed, and stay: there is less than nothing of something. */
  readonly left: readonly OpenRows[What][];
}

interface Packing<What extends Sealable> {
  /** Numbers of a row that have to fit. */
  readonly numbersOf: (row: OpenRows[What]) => readonly number[];
  readonly merge: (rows: readonly OpenRows[What][]) => readonly OpenRows[What][];
  readonly pack: (rows: readonly OpenRows[What][]) => readonly PackedRows[What][];
  readonly unpack: (packed: PackedRows[What], day: Day) => readonly OpenRows[What][];
}

const PACKING: { readonly [What in Sealable]: Packing<What> } = {
  presence: {
    numbersOf: ({ user, received, unrecognized }) => [user, received, unrecognized],
    merge: mergedPresence,
    pack: (rows) => [packPresence(rows)],
    unpack: unpackPresence,
  },
  counters: {
    numbersOf: (row) => MEASURES.map((measure) => row[measure]),
    merge: mergedCounts,
    pack: (rows) => [packCounters(rows)],
    unpack: unpackCounters,
  },
  labels: {
    numbersOf: ({ value }) => [value],
    merge: mergedLabels,
    pack: (rows) =>
      [...groupBy(rows, ({ kind }) => kind)].map(([kind, ofKind]) => ({
        kind,
        ...packLabels(ofKind),
      })),
    unpack: unpackLabels,
  },
};

/** Returns the rows that were packed of a day. */
export function unpacked<What extends Sealable>(
  what: What,
  packed: readonly PackedRows[What][],
  day: Day,
): readonly OpenRows[What][] {
  const { unpack }: Packing<What> = PACKING[what];
  return packed.flatMap((each) => unpack(each, day));
}

/** Packs open rows of a day together with what was packed before. */
export function sealRows<What extends Sealable>(
  what: What,
  open: readonly OpenRows[What][],
  before: readonly PackedRows[What][],
  day: Day,
): Sealed<What> {
  const { numbersOf, merge, pack }: Packing<What> = PACKING[what];
  const earlier = unpacked(what, before, day);
  const all = merge([...earlier, ...open]);
  const unfit = new Set(
    all.filter((row) => !arePackable(numbersOf(row))).map(({ segment }) => segment),
  );
  const isUnfit = ({ segment }: OpenRows[What]): boolean => unfit.has(segment);
  const rows = unfit.size === 0 ? all : merge([...earlier, ...open.filter((row) => !isUnfit(row))]);
  return { packed: rows.length === 0 ? [] : pack(rows), left: open.filter(isUnfit) };
}

// ---- day by day --------------------------------------------------------------------------------

/** What a store does for it. */
export interface SealingStore {
  /** The first day from `day` on of which there are open rows. */
  nextOpenDay(day: Day): Promise<Day | undefined>;
  /** Seals what is open of a day, in one transaction. */
  seal(what: Sealable, day: Day): Promise<void>;
  /** Packs first acts of users, in one transaction; answers whether there were any to pack. Absent = it does not. */
  sealUsers?(): Promise<boolean>;
}

/**
 * A day is sealed when it is over for so long: what is told of it later is little. Activities may be a day
 * late, and what is said about a turn an hour.
 */
const CLOSED_AFTER_MS = DAY_MS + 2 * HOUR_MS;

const PAUSE_MS = 20;

/** Seals what is open of days that are over; returns how many days it has sealed, or a part of them. */
export async function sealDays(store: SealingStore, query: SealQuery): Promise<number> {
  const { now, isStopped = () => false, pauseMs = PAUSE_MS } = query;
  // who does not pause waits for it: the process goes on until it is done
  const pause = (): Promise<void> =>
    pauseMs === 0 ? setImmediate() : setTimeout(pauseMs, undefined, { ref: false });
  const end = Math.floor((now - CLOSED_AFTER_MS) / DAY_MS);
  const next = async (from: Day): Promise<Day> => (await store.nextOpenDay(from)) ?? Infinity;
  let days = 0;
  for (let day = await next(0); day < end && !isStopped(); day = await next(day + 1)) {
    for (const what of SEALABLE) {
      if (isStopped()) return days;
      await store.seal(what, day);
      await pause();
    }
    days++;
  }
  while (!isStopped() && (await store.sealUsers?.())) await pause();
  return days;
}
