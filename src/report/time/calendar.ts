/** Calendar arithmetic on local times: it knows years, months and weeks, but no zones. */

import type { DurationLikeObject } from 'luxon';
import { DateTime } from 'luxon';

import type { LocalMs } from './zone.ts';

/** What a series can be divided into; weeks begin on Monday. */
export const DIMENSIONS = ['year', 'month', 'week', 'day', 'hour'] as const;

export type Dimension = (typeof DIMENSIONS)[number];

/** Returns the beginning of the calendar unit that holds a local time. */
export function startOfLocal(local: LocalMs, unit: Dimension): LocalMs {
  return DateTime.fromMillis(local, { zone: 'utc' }).startOf(unit).toMillis();
}

/** Moves a local time by calendar units; a day that the month lacks becomes its last (31 May − 3 months = 28 February). */
export function shiftLocal(local: LocalMs, by: DurationLikeObject): LocalMs {
  return DateTime.fromMillis(local, { zone: 'utc' }).plus(by).toMillis();
}
