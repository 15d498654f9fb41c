/** Calendar arithmetic on local times: it knows years, months and weeks, but no zones. */

import { DateTime } from 'luxon';

import { DAY_MS } from '../../model/time.ts';
import type { LocalMs } from './zone.ts';

/** What a series can be divided into; weeks begin on Monday. */
export const DIMENSIONS = ['year', 'month', 'week', 'day', 'hour'] as const;

export type Dimension = (typeof DIMENSIONS)[number];

/** Returns the beginning of the calendar unit that holds a local time. */
export function startOfLocal(local: LocalMs, unit: Dimension): LocalMs {
  return DateTime.fromMillis(local, { zone: 'utc' }).startOf(unit).toMillis();
}

/** How far: of one unit or several. A type of our own, so that whoever compiles against us needs none of luxon. */
export type CalendarStep = Readonly<Partial<Record<Dimension | `${Dimension}s`, number>>>;

/** Moves a local time by calendar units; a day that the month lacks becomes its last (31 May − 3 months = 28 February). */
export function shiftLocal(local: LocalMs, by: CalendarStep): LocalMs {
  // there are many of them, and no day of a local time is longer than another
  const days = by.days ?? by.day;
  if (days !== undefined && Object.keys(by).length === 1) return local + days * DAY_MS;
  return DateTime.fromMillis(local, { zone: 'utc' }).plus(by).toMillis();
}
