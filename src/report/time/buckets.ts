/**
 * A range cut along the calendar of a zone: half-open intervals,
 * none missing, the first and the last cut off where the range begins and ends.
 */

import type { EpochMs, Quarter } from '../../model/time.ts';
import { DAY_MS, HOUR_MS, QUARTER_MS, quarterOf } from '../../model/time.ts';
import type { Dimension } from './calendar.ts';
import { shiftLocal, startOfLocal } from './calendar.ts';
import { invalidOptions } from '../issues.ts';
import type { Range } from './range.ts';
import type { Zone } from './zone.ts';
import { instantOf, localOf } from './zone.ts';

export interface Buckets {
  /** Absent where the whole range is the only bucket. */
  readonly dimension?: Dimension;
  /** Where each bucket begins by the calendar: its `date`, before `from` for a first one that is cut off. */
  readonly starts: readonly EpochMs[];
  /** One more than buckets: bucket `i` is `[edges[i], edges[i + 1])`. */
  readonly edges: readonly Quarter[];
}

/** The most buckets that a report answers with. */
const MAX_BUCKETS = 10_000;

/** Chooses what `auto` stands for, by the length of the range on the zone's clock. */
export function autoDimension({ from, to }: Range, zone: Zone): Dimension {
  const [start, end] = [localOf(zone, from), localOf(zone, to)];
  if (end - start <= 2 * DAY_MS) return 'hour';
  if (end - start <= 92 * DAY_MS) return 'day';
  return end <= shiftLocal(start, { years: 3 }) ? 'month' : 'year';
}

/**
 * Cuts a range.
 * @throws AnalyticsError `INVALID_REPORT_OPTIONS` if there are more than `limit` buckets
 */
export function bucketsOf(
  range: Range,
  dimension: Dimension,
  zone: Zone,
  limit = MAX_BUCKETS,
): Buckets {
  if (range.from >= range.to) return { dimension, starts: [], edges: [quarterOf(range.from)] };
  let first = range.from;
  const inner: EpochMs[] = [];
  for (const start of calendarStarts(range.from, dimension, zone)) {
    if (start >= range.to) break;
    if (start <= range.from) first = start;
    else if (start !== inner.at(-1)) inner.push(start);
    if (inner.length >= limit) throw tooMany(dimension, limit);
  }
  const edges = [range.from, ...inner, range.to].map(quarterOf);
  return { dimension, starts: [first, ...inner], edges };
}

/** Takes the whole range for one bucket. */
export function oneBucket({ from, to }: Range): Buckets {
  return { starts: [from], edges: [from, to].map(quarterOf) };
}

/** Returns the whole calendar unit before the one that holds an instant. */
export function unitBefore(at: EpochMs, dimension: Dimension, zone: Zone): EpochMs {
  if (dimension === 'hour') return hourStart(zone, hourStart(zone, at) - QUARTER_MS);
  const start = startOfLocal(localOf(zone, at), dimension);
  return instantOf(zone, shiftLocal(start, { [dimension]: -1 }));
}

/** Where calendar units begin, from the one that holds `from` on, without end. */
function* calendarStarts(from: EpochMs, dimension: Dimension, zone: Zone): Generator<EpochMs> {
  if (dimension === 'hour') {
    for (let at = hourStart(zone, from); ; at += QUARTER_MS) if (isHourStart(zone, at)) yield at;
  }
  const start = startOfLocal(localOf(zone, from), dimension);
  for (let n = 0; ; n++) yield instantOf(zone, shiftLocal(start, { [dimension]: n }));
}

function hourStart(zone: Zone, at: EpochMs): EpochMs {
  let start = at - (at % QUARTER_MS);
  while (!isHourStart(zone, start)) start -= QUARTER_MS;
  return start;
}

/**
 * An hour begins when the clock strikes, or when a shift puts it into another hour: an hour that is
 * repeated is two buckets, and where clocks move by 30 minutes (Lord Howe) one has 30 or 90.
 */
function isHourStart(zone: Zone, at: EpochMs): boolean {
  const [local, before] = [localOf(zone, at), localOf(zone, at - QUARTER_MS)];
  return local % HOUR_MS === 0 || Math.floor(local / HOUR_MS) !== Math.floor(before / HOUR_MS);
}

function tooMany(dimension: Dimension, limit: number): Error {
  const problem = `makes more than ${limit.toLocaleString('en')} buckets of this range: choose a coarser one or a shorter range`;
  return invalidOptions([{ path: 'dimension', value: dimension, problem }]);
}
