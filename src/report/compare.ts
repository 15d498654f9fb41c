/** `compare: 'previous'`: what a range is compared with, and by how much it changed. */

import { shiftLocal, startOfLocal } from './time/calendar.ts';
import type { ReportPeriod } from './options.ts';
import type { Range } from './time/range.ts';
import { ratio } from './rate.ts';
import type { Zone } from './time/zone.ts';
import { instantOf, localOf } from './time/zone.ts';

/**
 * By how much each number of a summary changed, in percent of the previous one: in the shape of the
 * summary, a rate by its value. `null` where the previous is 0 or either is `null`.
 */
export interface Change {
  readonly [field: string]: number | null | Change;
}

/** The calendar's step from a period to its predecessor. */
const STEP_BACK: Readonly<Partial<Record<ReportPeriod, 'month' | 'year'>>> = {
  thisMonth: 'month',
  lastMonth: 'month',
  thisYear: 'year',
  lastYear: 'year',
};

/**
 * Returns the range before: of `thisMonth`, `lastMonth`, `thisYear`, `lastYear` the whole month or
 * year before, of `last3Months` the three months before, else {@link equallyLongBefore}.
 */
export function previousRange(range: Range, period: ReportPeriod | undefined, zone: Zone): Range {
  const local = localOf(zone, range.from);
  if (period === 'last3Months') {
    return { from: instantOf(zone, shiftLocal(local, { months: -3 })), to: range.from };
  }
  const unit = period && STEP_BACK[period];
  if (!unit) return equallyLongBefore(range, zone);
  const start = shiftLocal(startOfLocal(local, unit), { [unit]: -1 });
  return { from: instantOf(zone, start), to: range.from };
}

/** Returns the equally long range just before; its length is measured on the zone's clock, so that whole days stay whole. */
export function equallyLongBefore({ from, to }: Range, zone: Zone): Range {
  const local = localOf(zone, from);
  return { from: Math.min(from, instantOf(zone, 2 * local - localOf(zone, to))), to: from };
}

/** Compares a summary with that of the previous range, number by number; lists and texts are left out. */
export function changeOf(current: object, previous: object): Change {
  const before = new Map<string, unknown>(Object.entries(previous));
  return Object.fromEntries(
    Object.entries(current)
      .filter(([, value]) => !Array.isArray(value) && typeof value !== 'string')
      .map(([field, value]) => [field, changeOfField(value, before.get(field))]),
  );
}

function changeOfField(current: unknown, previous: unknown): number | null | Change {
  if (isObject(current)) {
    const before = isObject(previous) ? previous : {};
    if ('denominator' in current) return changeOfField(current['value'], before['value']);
    return changeOf(current, before);
  }
  if (typeof current !== 'number' || typeof previous !== 'number') return null;
  return ratio((current - previous) * 100, previous);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
