/**
 * From `period`, `from` and `to` to the span that a report looks at.
 *
 * A span never reaches beyond the running quarter-hour, which is the last that can hold a fact:
 * "until now" is until its end, and what lies later is left out.
 */

import type { EpochMs } from '../../model/time.ts';
import { QUARTER_MS, quarterOf, quarterStart } from '../../model/time.ts';
import { startOfLocal, shiftLocal } from './calendar.ts';
import type { OptionIssue } from '../issues.ts';
import { invalidOptions } from '../issues.ts';
import type { ReportPeriod, SeriesOptions } from '../options.ts';
import type { Point } from './point.ts';
import { pointOf } from './point.ts';
import type { LocalMs, Zone } from './zone.ts';
import { instantOf, localOf } from './zone.ts';

/** `[from, to)`. */
export interface Range {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Where an empty store starts (R3's default of `from`). */
const EMPTY_STORE_START: EpochMs = Date.UTC(1974, 0, 1);

/** What a range is resolved with. */
export interface RangeContext {
  readonly zone: Zone;
  readonly now: EpochMs;
  /** Time of the first fact; asked for only if there is `to` and no `from`. */
  readonly firstFactAt: () => Promise<EpochMs | undefined>;
}

/** Returns the end of the quarter-hour that runs at `now`. */
export function endOfNow(now: EpochMs): EpochMs {
  return quarterStart(quarterOf(now) + 1);
}

/**
 * Resolves the range of a report.
 * @throws AnalyticsError `INVALID_REPORT_OPTIONS`: a period beside `from` or `to`, no date, off the
 *   quarter-hour, before 1970, or from > to
 */
export async function resolveRange(options: SeriesOptions, context: RangeContext): Promise<Range> {
  const { period, from, to } = options;
  if (from === undefined && to === undefined) {
    return periodRange(period ?? 'last30days', context.zone, context.now);
  }
  const points = checkPoints(options, context.zone);
  const end = endOfNow(context.now);
  const until = points.to?.end ?? end;
  const start = points.from?.start ?? Math.min(await firstRecord(context), until);
  if (points.from && isReversed(points.from, points.to, end)) {
    throw invalidOptions([{ path: 'from', value: from, problem: 'is later than the end' }]);
  }
  return { from: start, to: Math.max(start, Math.min(until, end)) };
}

/** Returns the range that a period names at `now`. */
export function periodRange(period: ReportPeriod, zone: Zone, now: EpochMs): Range {
  const { from, to } = LOCAL_PERIODS[period](startOfLocal(localOf(zone, now), 'day'));
  return {
    from: instantOf(zone, from),
    to: to === undefined ? endOfNow(now) : instantOf(zone, to),
  };
}

interface LocalSpan {
  readonly from: LocalMs;
  /** Absent = until now. */
  readonly to?: LocalMs;
}

const LOCAL_PERIODS: Readonly<Record<ReportPeriod, (today: LocalMs) => LocalSpan>> = {
  today: (today) => ({ from: today }),
  yesterday: (today) => ({ from: shiftLocal(today, { days: -1 }), to: today }),
  last7days: (today) => ({ from: shiftLocal(today, { days: -6 }) }),
  last14days: (today) => ({ from: shiftLocal(today, { days: -13 }) }),
  last30days: (today) => ({ from: shiftLocal(today, { days: -29 }) }),
  thisMonth: (today) => ({ from: startOfLocal(today, 'month') }),
  lastMonth: (today) => lastUnit(today, 'month'),
  last3Months: (today) => ({ from: shiftLocal(today, { months: -3 }) }),
  thisYear: (today) => ({ from: startOfLocal(today, 'year') }),
  lastYear: (today) => lastUnit(today, 'year'),
};

function lastUnit(today: LocalMs, unit: 'month' | 'year'): LocalSpan {
  const to = startOfLocal(today, unit);
  return { from: shiftLocal(to, { [unit]: -1 }), to };
}

async function firstRecord({ firstFactAt }: RangeContext): Promise<EpochMs> {
  const at = await firstFactAt();
  return at === undefined ? EMPTY_STORE_START : quarterStart(quarterOf(at));
}

/** A day cannot end before it begins, an instant may be both ends of an empty range; without `to` it is now. */
function isReversed(from: Point, to: Point | undefined, end: EpochMs): boolean {
  if (!to) return end < from.start;
  return to.isDate ? to.end <= from.start : to.end < from.start;
}

function checkPoints(
  options: SeriesOptions,
  zone: Zone,
): { readonly from?: Point; readonly to?: Point } {
  const points: { from?: Point; to?: Point } = {};
  const issues: OptionIssue[] = [];
  if (options.period !== undefined) {
    const problem = 'stands beside `from` or `to`: give one or the other';
    issues.push({ path: 'period', value: options.period, problem });
  }
  for (const path of ['from', 'to'] as const) {
    const value = options[path];
    if (value === undefined) continue;
    const point = pointOf(value, zone);
    const problem = point ? problemOf(point) : NO_POINT;
    if (problem !== undefined) issues.push({ path, value, problem });
    else if (point) points[path] = point;
  }
  if (issues.length > 0) throw invalidOptions(issues);
  return points;
}

const NO_POINT = 'is neither a date such as 2026-10-01 nor an instant such as 2026-10-01T08:00:00Z';

function problemOf({ start }: Point): string | undefined {
  if (start < 0) return 'lies before 1970';
  if (start % QUARTER_MS !== 0) return 'is not on a quarter-hour, by which everything is recorded';
  return undefined;
}
