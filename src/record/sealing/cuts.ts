/**
 * A span, cut: what was recorded between two edges is answered as one, at the earlier edge. A day that no
 * edge divides need not be taken apart.
 */

import { lastAtMost } from '../../model/ascending.ts';
import type { Quarter } from '../../model/time.ts';
import type { CounterQuery, CutQuery } from '../reads.ts';
import { QUARTERS_A_DAY } from '../recounting.ts';
import type { Day } from '../recounting.ts';

/** Days that are read at once: of a million users some 25 MB. */
const DAYS_AT_ONCE = 366;

/** Segments that are asked for; absent = all. */
export type Wanted = ReadonlySet<number> | undefined;

export function isWanted(wanted: Wanted, segment: number): boolean {
  return wanted === undefined || wanted.has(segment);
}

/** No part of the span holds the quarter-hour. */
export const OUTSIDE = -1;

/** Days that are read in the same way. */
export interface DayRun {
  readonly from: Day;
  /** Exclusive. */
  readonly to: Day;
  /** Each lies within one part of the span. */
  readonly areWhole: boolean;
}

export interface Cuts {
  /** Where the part is answered that a quarter-hour of the span lies in: at its begin, or at that of another. */
  startAt(quarter: Quarter): Quarter;
  /** By the quarter-hours of a day: where the part is answered that holds it, or {@link OUTSIDE}. */
  startsOf(day: Day): Int32Array;
  /**
   * The days of the span, in order, so many at a time.
   * @param first quarter-hour before which there is nothing; absent = there is nothing at all
   */
  runs(first: Quarter | undefined): readonly DayRun[];
}

/** What is asked for of a span, cut. */
export type CutAsked = CutQuery & Pick<Partial<CounterQuery>, 'answeredAt'>;

/** Cuts a span at its edges; without edges at each quarter-hour. */
export function cutsOf({ from, to, edges, answeredAt }: CutAsked): Cuts {
  const beginAt = edges ? beginFinder(edges, from) : (quarter: Quarter): Quarter => quarter;
  const answers = new Map(edges?.map((edge, i) => [edge, answeredAt?.[i] ?? edge]));
  const startAt = answeredAt
    ? (quarter: Quarter): Quarter => answers.get(beginAt(quarter)) ?? quarter
    : beginAt;
  const isWhole = (day: Day): boolean => {
    const [begin, end] = [day * QUARTERS_A_DAY, (day + 1) * QUARTERS_A_DAY];
    return begin >= from && end <= to && beginAt(begin) === beginAt(end - 1);
  };
  const startsOf = (day: Day): Int32Array => {
    const starts = new Int32Array(QUARTERS_A_DAY).fill(OUTSIDE);
    const [first, end] = [day * QUARTERS_A_DAY, (day + 1) * QUARTERS_A_DAY];
    for (let quarter = Math.max(first, from); quarter < Math.min(end, to); quarter++) {
      starts[quarter - first] = startAt(quarter);
    }
    return starts;
  };
  // a day has several rows
  let latest: { day: Day; starts: Int32Array } = { day: NaN, starts: new Int32Array() };
  return {
    startAt,
    startsOf: (day) => {
      if (day !== latest.day) latest = { day, starts: startsOf(day) };
      return latest.starts;
    },
    runs: (first = Infinity) => {
      const runs: { from: Day; to: Day; areWhole: boolean }[] = [];
      const begin = Math.max(from, first);
      for (let day = Math.floor(begin / QUARTERS_A_DAY); day * QUARTERS_A_DAY < to; day++) {
        const areWhole = isWhole(day);
        const last = runs.at(-1);
        if (last?.areWhole === areWhole && day - last.from < DAYS_AT_ONCE) last.to = day + 1;
        else runs.push({ from: day, to: day + 1, areWhole });
      }
      return runs;
    },
  };
}

/** Remembers the part that was found last: what is read ascends. */
function beginFinder(edges: readonly Quarter[], from: Quarter): (quarter: Quarter) => Quarter {
  let [begin, end] = [0, 0];
  return (quarter) => {
    if (quarter < begin || quarter >= end) {
      const place = lastAtMost(edges, quarter);
      begin = Math.max(edges[place] ?? from, from);
      end = edges[place + 1] ?? Infinity;
    }
    return begin;
  };
}
