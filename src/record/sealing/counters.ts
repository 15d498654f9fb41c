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
  /** Adds the wanted segments of a packed day. */
  addDay(row: PackedCounterRow, wanted: Wanted): void;
  /** Adds rows, as columns, ascending by quarter-hour. */
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
  const add = (places: Int32Array, valuesOf: (measure: Measure) => ArrayLike<number>): void => {
    for (const [i, measure] of measures.entries()) addAt(sums[i] ?? [], places, valuesOf(measure));
  };
  const values = Object.fromEntries(measures.map((measure, i) => [measure, sums[i] ?? []]));
  return {
    columns: { quarter, segment, ...values },
    addDay: (row, wanted) => {
      const { quarters } = row;
      const starts = cuts.startsOf(row.day);
      const segments = unpackNumbers(row.segments, quarters.length);
      const places = new Int32Array(quarters.length);
      for (let i = 0; i < places.length; i++) {
        const own = segments[i] ?? 0;
        const start = starts[quarters[i] ?? 0] ?? OUTSIDE;
        places[i] = isWanted(wanted, own) ? placeFor(start, own) : OUTSIDE;
      }
      add(places, (measure) => {
        const packed = row[measure] ?? NOTHING;
        return packed.length === 0 ? packed : unpackNumbers(packed, places.length);
      });
    },
    addRows: (rows) => {
      const segments = (rows['segment'] ?? []) as readonly number[];
      const quarters = (rows['quarter'] ?? []) as readonly Quarter[];
      const places = Int32Array.from(quarters, (each, i) =>
        placeFor(cuts.startAt(each), segments[i] ?? 0),
      );
      add(places, (measure) => (rows[measure] ?? []) as readonly number[]);
    },
  };
}

const NOTHING = new Uint8Array();

/** Finds the place of a part and segment, of which there is one, or, of those that do not follow each other, several. */
function placesBy(
  make: (start: Quarter, segment: number) => number,
): (start: Quarter, segment: number) => number {
  // of each segment: the part that was asked for last, and its place
  const known = new Map<number, { start: Quarter; place: number }>();
  let latest = { segment: -1, start: OUTSIDE, place: OUTSIDE };
  return (start, segment) => {
    if (start === OUTSIDE) return OUTSIDE;
    if (latest.segment === segment && latest.start === start) return latest.place;
    const before = known.get(segment);
    const place = before?.start === start ? before.place : make(start, segment);
    latest = { segment, start, place };
    known.set(segment, latest);
    return place;
  };
}

/** Values of the same place mostly follow each other. */
function addAt(sums: number[], places: Int32Array, values: ArrayLike<number>): void {
  let [latest, sum] = [OUTSIDE, 0];
  for (let i = 0; i < values.length; i++) {
    const place = places[i] ?? OUTSIDE;
    if (place !== latest) {
      if (latest !== OUTSIDE) sums[latest] = (sums[latest] ?? 0) + sum;
      latest = place;
      sum = 0;
    }
    sum += values[i] ?? 0;
  }
  if (latest !== OUTSIDE) sums[latest] = (sums[latest] ?? 0) + sum;
}
