/** Days of a zone: those that a range touches, and those that end with its last. */

import { lastAtMost } from '../../model/ascending.ts';
import type { EpochMs, Quarter } from '../../model/time.ts';
import { quarterOf, quarterStart } from '../../model/time.ts';
import type { Buckets } from './buckets.ts';
import { bucketsOf } from './buckets.ts';
import { shiftLocal, startOfLocal } from './calendar.ts';
import type { Range } from './range.ts';
import type { Scope } from '../scope.ts';
import type { Zone } from './zone.ts';
import { instantOf, localOf } from './zone.ts';

/** Cuts a range into days, however many. */
export function daysOf(range: Range, zone: Zone): Buckets {
  return bucketsOf(range, 'day', zone, Infinity);
}

/** Returns a function that tells when the day began that holds a quarter-hour of the range. */
export function dayStarts(range: Range, zone: Zone): (quarter: Quarter) => EpochMs {
  const { starts } = daysOf(range, zone);
  return (quarter) => starts[Math.max(lastAtMost(starts, quarterStart(quarter)), 0)] ?? range.from;
}

/**
 * Returns the edges of two buckets that end with the range: the days before the last
 * 7 of 30, and these 7. Both are empty if the range is.
 */
export function recentEdges({ range, zone }: Scope): readonly Quarter[] {
  if (range.from >= range.to) return [range.from, range.from, range.from].map(quarterOf);
  const lastDay = startOfLocal(localOf(zone, range.to - 1), 'day');
  const daysBefore = (days: number): EpochMs => instantOf(zone, shiftLocal(lastDay, { days }));
  return [daysBefore(-29), daysBefore(-6), range.to].map(quarterOf);
}

/** Puts edges together: ascending, each once. */
export function allEdges(...lists: readonly (readonly Quarter[])[]): readonly Quarter[] {
  return [...new Set(lists.flat())].toSorted((a, b) => a - b);
}
