/** What a report looks at, once its options are resolved: zone, range, buckets, segments. */

import type { EpochMs, Quarter } from '../model/time.ts';
import { quarterOf } from '../model/time.ts';
import type { ReportReads, StoredSegment } from '../record/store.ts';
import type { Buckets } from './buckets.ts';
import { autoDimension, bucketsOf } from './buckets.ts';
import type { Dimension } from './calendar.ts';
import type { ReportFilters } from './filters.ts';
import { filterSegments, filtersOf } from './filters.ts';
import type { SessionSeriesOptions } from './options.ts';
import type { Range } from './range.ts';
import { endOfNow, resolveRange } from './range.ts';
import type { Zone } from './zone.ts';
import { zoneNamed } from './zone.ts';

export interface Scope {
  readonly zone: Zone;
  readonly range: Range;
  /** End of the running quarter-hour: no fact that counts is later. */
  readonly end: EpochMs;
  readonly buckets: Buckets;
  readonly filters: ReportFilters;
  readonly includeTest: boolean;
  /** Segments that are counted. */
  readonly segments: readonly StoredSegment[];
  /** Segments that the filters let through and that are left out because they are test traffic. */
  readonly hidden: readonly StoredSegment[];
}

/**
 * Resolves the options of a report.
 * @throws AnalyticsError `INVALID_REPORT_OPTIONS` for a range that makes no sense
 */
export async function resolveScope(
  reads: ReportReads,
  options: SessionSeriesOptions,
  now: EpochMs,
  defaultDimension: Dimension,
): Promise<Scope> {
  const zone = zoneNamed(options.timezone ?? 'UTC');
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
  const dimension = wanted === 'auto' ? autoDimension(range, zone) : wanted;
  const filters = filtersOf(options);
  const includeTest = options.includeTest === true;
  const matching = filterSegments(await reads.segments(), filters);
  return {
    zone,
    range,
    end: endOfNow(now),
    buckets: bucketsOf(range, dimension, zone),
    filters,
    includeTest,
    segments: includeTest ? matching : matching.filter(({ test }) => !test),
    hidden: includeTest ? [] : matching.filter(({ test }) => test),
  };
}

/** Returns the same scope over another range; its buckets are not limited in number. */
export function rescope(scope: Scope, range: Range): Scope {
  const { dimension } = scope.buckets;
  return { ...scope, range, buckets: bucketsOf(range, dimension, scope.zone, Infinity) };
}

/** Returns the ids of the segments that are counted. */
export function segmentIds({ segments }: Scope): readonly number[] {
  return segments.map(({ id }) => id);
}

/** Returns a range as the edges of one bucket. */
export function edgesOf({ from, to }: Range): readonly Quarter[] {
  return [quarterOf(from), quarterOf(to)];
}
