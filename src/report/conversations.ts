/** Report `conversations`: how many sessions were started (R3). */

import type { ReportReads, StartedRow } from '../record/store.ts';
import type { Extras, Groups, Series } from './answer.ts';
import { byBucket } from './by-bucket.ts';
import { seriesSchema } from './options.ts';
import type { PointRow, PointSummary } from './points.ts';
import { pointSeries } from './points.ts';
import { sum } from './rate.ts';
import type { Scope } from './scope.ts';
import { segmentIds } from './scope.ts';
import { seriesReport } from './series.ts';

/**
 * Sessions by the bucket of their start, in R3's own bare shape. Each session is in one bucket, so
 * that `summary.total` is the sum of the buckets.
 */
export interface ConversationsReport extends Extras<PointSummary>, Series<PointRow, PointSummary> {}

export interface GroupedConversationsReport
  extends Extras<PointSummary>, Groups<PointRow, PointSummary> {}

/** @internal */
export const conversations = seriesReport({
  name: 'conversations',
  schema: seriesSchema,
  isBare: true,
  load: async (reads: ReportReads, scope: Scope) => ({
    started: await reads.sessionsStarted({
      edges: scope.buckets.edges,
      segments: segmentIds(scope),
    }),
  }),
  answer: ({ started }, { buckets }) => {
    const values = byBucket(started, buckets.starts.length).map(sessionsOf);
    return pointSeries(buckets, values, sum(values));
  },
});

function sessionsOf(rows: readonly StartedRow[]): number {
  return sum(rows.map(({ sessions }) => sessions));
}
