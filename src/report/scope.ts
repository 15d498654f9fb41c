/** What a report looks at, once its options are resolved: zone, range, buckets, segments. */

import type { EpochMs } from '../model/time.ts';
import { quarterOf } from '../model/time.ts';
import type {
  CutQuery,
  DialogQuery,
  ReportReads,
  SpanQuery,
  StoredSegment,
} from '../record/reads.ts';
import type { Buckets } from './time/buckets.ts';
import { autoDimension, bucketsOf, oneBucket } from './time/buckets.ts';
import type { Dimension } from './time/calendar.ts';
import type { ReportFilters } from './filters.ts';
import { filterSegments, filtersOf } from './filters.ts';
import type { ScopeOptions } from './options.ts';
import type { Range } from './time/range.ts';
import { endOfNow, resolveRange } from './time/range.ts';
import type { Zone } from './time/zone.ts';
import { zoneOf } from './time/zone.ts';

export interface Scope {
  readonly zone: Zone;
  readonly range: Range;
  /** When the question was asked. */
  readonly now: EpochMs;
  /** End of the running quarter-hour: no fact that counts is later. */
  readonly end: EpochMs;
  readonly buckets: Buckets;
  readonly filters: ReportFilters;
  readonly includeTest: boolean;
  /** Segments that are counted. */
  readonly segments: readonly StoredSegment[];
  /** No segment is left out. */
  readonly isEverything: boolean;
  /** Segments that the filters let through and that are left out because they are test traffic. */
  readonly hidden: readonly StoredSegment[];
}

/**
 * Resolves the options of a report.
 * @throws AnalyticsError `INVALID_REPORT_OPTIONS` for a range that makes no sense
 */
export async function resolveScope(
  reads: ReportReads,
  options: ScopeOptions,
  now: EpochMs,
  defaultDimension: Dimension | 'range',
): Promise<Scope> {
  const zone = zoneOf(options);
  let isEmptyStore = false;
  const range = await resolveRange(options, {
    zone,
    now,
    firstFactAt: async () => {
      const at = await reads.firstFactAt();
      isEmptyStore = at === undefined;
      return at;
    },
  });
  const wanted = options.dimension ?? (isEmptyStore ? 'auto' : defaultDimension);
  const isRange = defaultDimension === 'range';
  return {
    zone,
    range,
    now,
    end: endOfNow(now),
    buckets: cut(range, isRange ? 'range' : wanted, zone),
    filters: filtersOf(options),
    ...chosen(await reads.segments(), options),
  };
}

/** Tells the segments that are counted from those that are left out. */
function chosen(
  all: readonly StoredSegment[],
  options: ScopeOptions,
): Pick<Scope, 'includeTest' | 'segments' | 'isEverything' | 'hidden'> {
  const includeTest = options.includeTest === true;
  const matching = filterSegments(all, filtersOf(options));
  const segments = includeTest ? matching : matching.filter(({ test }) => !test);
  return {
    includeTest,
    segments,
    isEverything: segments.length === all.length,
    hidden: includeTest ? [] : matching.filter(({ test }) => test),
  };
}

function cut(range: Range, wanted: Dimension | 'auto' | 'range', zone: Zone): Buckets {
  if (wanted === 'range') return oneBucket(range);
  return bucketsOf(range, wanted === 'auto' ? autoDimension(range, zone) : wanted, zone);
}

/** Returns the same scope over another range; its buckets are not limited in number. */
export function rescope(scope: Scope, range: Range): Scope {
  const { dimension } = scope.buckets;
  const buckets = dimension ? bucketsOf(range, dimension, scope.zone, Infinity) : oneBucket(range);
  return { ...scope, range, buckets };
}

/** Returns the span of a range in quarter-hours, and its segments: what most rows are read by. */
export function spanOf(scope: Scope, { from, to }: Range = scope.range): SpanQuery {
  return { from: quarterOf(from), to: quarterOf(to), segments: segmentIds(scope) };
}

/** The same, cut into the buckets. */
export function cutSpanOf(scope: Scope): CutQuery {
  return { ...spanOf(scope), edges: scope.buckets.edges };
}

/** The same in one piece. */
export function wholeSpanOf(scope: Scope): CutQuery {
  const span = spanOf(scope);
  return { ...span, edges: [span.from, span.to] };
}

/** The same with the filter `dialog`. */
export function dialogSpanOf(scope: Scope): DialogQuery {
  return { ...spanOf(scope), dialog: scope.filters.dialog };
}

/** Returns the ids of the segments that are counted; `undefined` = all. */
function segmentIds({ segments, isEverything }: Scope): readonly number[] | undefined {
  return isEverything ? undefined : segments.map(({ id }) => id);
}
