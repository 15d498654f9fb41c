/** The two ways to name a point in time: a date, which is a whole day of the zone, or an instant. */

import { DateTime } from 'luxon';

import type { EpochMs } from '../../model/time.ts';
import { shiftLocal } from './calendar.ts';
import type { Zone } from './zone.ts';
import { instantOf } from './zone.ts';

/** `[start, end)` of a day; an instant is both. */
export interface Point {
  readonly isDate: boolean;
  readonly start: EpochMs;
  readonly end: EpochMs;
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT =
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(?<offset>Z|[+-]\d{2}:?\d{2})?$/i;

/** Reads an ISO 8601 date or instant; `undefined` if it is neither. An instant without an offset is what the zone's clocks show. */
export function pointOf(value: string | Date, zone: Zone): Point | undefined {
  if (value instanceof Date) return instantPoint(value.getTime());
  if (DATE.test(value)) return datePoint(parse(value), zone);
  const match = INSTANT.exec(value);
  if (!match) return undefined;
  const at = parse(value);
  const isLocal = match.groups?.['offset'] === undefined;
  return instantPoint(isLocal && at !== undefined ? instantOf(zone, at) : at);
}

function datePoint(local: number | undefined, zone: Zone): Point | undefined {
  if (local === undefined) return undefined;
  return {
    isDate: true,
    start: instantOf(zone, local),
    end: instantOf(zone, shiftLocal(local, { days: 1 })),
  };
}

function instantPoint(at: number | undefined): Point | undefined {
  if (at === undefined || Number.isNaN(at)) return undefined;
  return { isDate: false, start: at, end: at };
}

function parse(text: string): number | undefined {
  const parsed = DateTime.fromISO(text, { zone: 'utc' });
  return parsed.isValid ? parsed.toMillis() : undefined;
}
