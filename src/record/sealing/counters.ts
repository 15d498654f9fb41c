/**
 * What was counted on a day, packed: the segments and quarter-hours in which anything was, and a column per
 * measure.
 */

import type { Quarter } from '../../model/time.ts';
import { MEASURES } from '../measures.ts';
import type { Measure } from '../measures.ts';
import { QUARTERS_A_DAY } from '../recounting.ts';
import type { Day } from '../recounting.ts';
import type { Columns } from '../rows.ts';
import { OUTSIDE, isWanted } from './cuts.ts';
import type { Cuts, Wanted } from './cuts.ts';
import { packNumbers, unpackNumbers } from './numbers.ts';

/** Counts of a quarter-hour and segment. */
export type Counts = { readonly quarter: Quarter; readonly segment: number } & Readonly<
  Record<Measure, number>
>;

/** By segment, then by quarter-hour, which is a byte. A measure of which nothing was counted is empty. */
export type PackedCounters = {
  readonly segments: Uint8Array;
  readonly quarters: Uint8Array;
} & Readonly<Record<Measure, Uint8Array>>;

/** Adds rows up that are of the same place, in the order in which they are packed; those go that say nothing. */
export function mergedCounts(rows: readonly Counts[]): readonly Counts[] {
  const merged = new Map<string, Record<Measure, number> & Pick<Counts, 'quarter' | 'segment'>>();
  for (const row of rows) {
    const key = `${row.segment} ${row.quarter}`;
    const known = merged.get(key);
    if (!known) merged.set(key, { ...row });
    else for (const measure of MEASURES) known[measure] += row[measure];
  }
  return [...merged.values()]
    .filter((counts) => MEASURES.some((measure) => counts[measure] !== 0))
    .toSorted((a, b) => a.segment - b.segment || a.quarter - b.quarter);
}

/** Packs merged rows of a day. */
export function packCounters(rows: readonly Counts[]): PackedCounters {
  const columns = MEASURES.map((measure) => [
    measure,
    packNumbers(rows.map((counts) => counts[measure])),
  ]);
  return {
    segments: packNumbers(rows.map(({ segment }) => segment)),
    quarters: Uint8Array.from(rows, ({ quarter }) => quarter % QUARTERS_A_DAY),
    ...(Object.fromEntries(columns) as Record<Measure, Uint8Array>),
  };
}

/** Returns the rows that were packed. */
export function unpackCounters(packed: PackedCounters, day: Day): readonly Counts[] {
  const { quarters } = packed;
  const segments = unpackNumbers(packed.segments, quarters.length);
  const columns = MEASURES.map(
    (measure) => [measure, unpackNumbers(packed[measure], quarters.length)] as const,
  );
  return Array.from(quarters, (ofDay, i) => ({
    quarter: day * QUARTERS_A_DAY + ofDay,
    segment: segments[i] ?? 0,
    ...(Object.fromEntries(columns.map(([measure, list]) => [measure, list[i] ?? 0])) as Record<
      Measure,
      number
    >),
  }));
}

// ---- sums --------------------------------------------------------------------------------------

/** What is read of a packed day: the places, and the measures that were asked for. */
export type PackedCounterRow = {
  readonly day: Day;
} & Pick<PackedCounters, 'segments' | 'quarters'> &
  Partial<Readonly<Record<Measure, Uint8Array>>>;

/** Sums of the parts of a span, as columns: `quarter`, `segment`, and one per measure. */
export interface CountSums {
  readonly columns: Columns;
  /** Adds the wanted segments of a packed day, which is divided, or lies in the part that is answered at `whole`. */
  addDay(row: PackedCounterRow, wanted: Wanted, whole: Quarter | undefined): void;
  /** Adds rows, as columns. */
  addRows(rows: Columns): void;
}

/** Makes sums to which nothing was added yet. */
export function countSums(measures: readonly Measure[], cuts: Cuts): CountSums {
  const [quarter, segment]: [Quarter[], number[]] = [[], []];
  const sums = measures.map((): number[] => []);
  const placeFor = placesBy((start, ofSegment) => {
    for (const list of sums) list.push(0);
    segment.push(ofSegment);
    return quarter.push(start) - 1;
  });
  const add = (entries: Entries, valuesOf: (measure: Measure) => ArrayLike<number>): void => {
    const runs = runsOf(entries, placeFor);
    for (const [i, measure] of measures.entries()) addRuns(sums[i] ?? [], runs, valuesOf(measure));
  };
  const values = Object.fromEntries(measures.map((measure, i) => [measure, sums[i] ?? []]));
  return {
    columns: { quarter, segment, ...values },
    addDay: (row, wanted, whole) => {
      const { quarters } = row;
      const segments = unpackNumbers(row.segments, quarters.length);
      const starts = whole === undefined ? cuts.startsOf(row.day) : undefined;
      const startAt = starts
        ? (i: number) => starts[quarters[i] ?? 0] ?? OUTSIDE
        : () => whole ?? OUTSIDE;
      add({ segments, startAt, wanted }, (measure) => {
        const packed = row[measure] ?? NOTHING;
        return packed.length === 0 ? packed : unpackNumbers(packed, quarters.length);
      });
    },
    addRows: (rows) => {
      const segments = (rows['segment'] ?? []) as readonly number[];
      const quarters = (rows['quarter'] ?? []) as readonly Quarter[];
      const startAt = (i: number): Quarter => cuts.startAt(quarters[i] ?? 0);
      add({ segments, startAt, wanted: undefined }, (measure) => {
        return (rows[measure] ?? []) as readonly number[];
      });
    },
  };
}

const NOTHING = new Uint8Array();

/** Finds the place of a part and segment, of which there is one. */
function placesBy(
  make: (start: Quarter, segment: number) => number,
): (start: Quarter, segment: number) => number {
  const bySegment = new Map<number, Map<Quarter, number>>();
  return (start, segment) => {
    const places = bySegment.get(segment) ?? new Map<Quarter, number>();
    const place = places.get(start) ?? make(start, segment);
    bySegment.set(segment, places.set(start, place));
    return place;
  };
}

/** What was counted, and where. */
interface Entries {
  readonly segments: ArrayLike<number>;
  readonly startAt: (i: number) => Quarter;
  readonly wanted: Wanted;
}

/** Entries of one place that follow each other. */
interface Run {
  readonly place: number;
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

function runsOf(
  { segments, startAt, wanted }: Entries,
  placeFor: (start: Quarter, segment: number) => number,
): readonly Run[] {
  const runs: Run[] = [];
  const { length } = segments;
  for (let from = 0, to = 0; from < length; from = to) {
    const [segment, start] = [segments[from] ?? 0, startAt(from)];
    do to++;
    while (to < length && segments[to] === segment && startAt(to) === start);
    if (start === OUTSIDE || !isWanted(wanted, segment)) continue;
    runs.push({ place: placeFor(start, segment), from, to });
  }
  return runs;
}

function addRuns(sums: number[], runs: readonly Run[], values: ArrayLike<number>): void {
  if (values.length === 0) return;
  for (const { place, from, to } of runs) {
    let sum = sums[place] ?? 0;
    for (let i = from; i < to; i++) sum += values[i] ?? 0;
    sums[place] = sum;
  }
}
