/** Traffic by the day of the week and the hour of the day. */

import type { Quarter } from '../../model/time.ts';
import { DAY_MS, HOUR_MS, QUARTER_MS, quarterOf, quarterStart } from '../../model/time.ts';
import type { CounterQuery } from '../../record/reads.ts';
import type { CountRow } from './count-rows.ts';
import { ratio, sum } from '../rate.ts';
import type { Scope } from '../scope.ts';
import type { Zone } from '../time/zone.ts';
import { localOf } from '../time/zone.ts';

const DAYS = 7;
const HOURS = 24;

/** Day of the week of 1 January 1970. */
const THURSDAY = 4;

/** An hour of the week. */
export interface TrafficCell {
  /** 0 = Sunday … 6 = Saturday, on the clocks of the report. */
  readonly day: number;
  /** 0 … 23, what the clocks show: an hour that a day has twice adds up, one that it skips has nothing. */
  readonly hour: number;
  readonly value: number;
  /** Share of `value` in the total, in percent with 2 decimals; `null` if there is no traffic at all. */
  readonly usage: number | null;
}

/** One list for each day of the week, Sunday first, each with its 24 hours: all 168 cells are there. */
export type TrafficGrid = readonly (readonly TrafficCell[])[];

/** Puts rows into the grid. */
export function weekGrid(
  rows: readonly CountRow[],
  zone: Zone,
): { readonly data: TrafficGrid; readonly summary: { readonly total: number } } {
  const values = Array.from({ length: DAYS * HOURS }, () => 0);
  for (const { quarter, value } of rows) {
    const cell = cellOf(quarter, zone);
    values[cell] = (values[cell] ?? 0) + value;
  }
  const total = sum(values);
  const data = Array.from({ length: DAYS }, (_, day) =>
    Array.from({ length: HOURS }, (__, hour) => {
      const value = values[day * HOURS + hour] ?? 0;
      return { day, hour, value, usage: ratio(value * 100, total) };
    }),
  );
  return { data, summary: { total } };
}

/** Cuts a range into hours, on the clocks of its zone; those of the same cell are answered together. */
export function weekHours({ range, zone }: Scope): Pick<CounterQuery, 'edges' | 'answeredAt'> {
  const [from, to] = [quarterOf(range.from), quarterOf(range.to)];
  const [edges, answeredAt]: [Quarter[], Quarter[]] = [[], []];
  const firsts = new Map<number, Quarter>();
  let latest = -1;
  for (let quarter = from; quarter < to; quarter = nextHour(quarter, zone)) {
    const cell = cellOf(quarter, zone);
    if (cell === latest) continue;
    latest = cell;
    const first = firsts.get(cell) ?? quarter;
    firsts.set(cell, first);
    edges.push(quarter);
    answeredAt.push(first);
  }
  return { edges: [...edges, to], answeredAt: [...answeredAt, to] };
}

/** When the clocks may show another hour: in the next one, or at once where they are shifted before. */
function nextHour(quarter: Quarter, zone: Zone): Quarter {
  const at = quarterStart(quarter);
  const offset = zone.offsetAt(at);
  const rest = HOUR_MS - ((((at + offset) % HOUR_MS) + HOUR_MS) % HOUR_MS);
  const next = quarter + Math.ceil(rest / QUARTER_MS);
  return zone.offsetAt(quarterStart(next)) === offset ? next : quarter + 1;
}

/** Number of the hour of the week, from Sunday midnight on, that the clocks show in a quarter-hour. */
function cellOf(quarter: Quarter, zone: Zone): number {
  const local = localOf(zone, quarterStart(quarter));
  const days = Math.floor(local / DAY_MS);
  const day = (days + THURSDAY + DAYS) % DAYS;
  return day * HOURS + Math.floor((local - days * DAY_MS) / HOUR_MS);
}
