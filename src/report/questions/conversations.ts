/** Report `conversations`: how many sessions were started (R3). */

import type { ReportReads, SessionRow } from '../../record/reads.ts';
import type { Rows } from '../../record/rows.ts';
import type { Extras, Groups, Series } from '../answer.ts';
import { byQuarter } from '../time/by-bucket.ts';
import { seriesSchema } from '../options.ts';
import type { PointRow, PointSummary } from './points.ts';
import { pointSeries } from './points.ts';
import { sum } from '../rate.ts';
import type { Scope } from '../scope.ts';
import { spanOf } from '../scope.ts';
import { reportOf } from '../question.ts';

/**
 * Sessions by the bucket of their start, in R3's own bare shape. Each session is in one bucket, so
 * that `summary.total` is the sum of the buckets.
 */
export interface ConversationsReport extends Extras<PointSummary>, Series<PointRow, PointSummary> {}

export interface GroupedConversationsReport
  extends Extras<PointSummary>, Groups<PointRow, PointSummary> {}

/** @internal */
export const conversations = reportOf({
  name: 'conversations',
  schema: seriesSchema,
  bare: 'series',
  load: async (reads: ReportReads, scope: Scope) => ({ started: await loadStarted(reads, scope) }),
  answer: ({ started }, { buckets }) => {
    const values = byQuarter(started, buckets.edges).map(({ length }) => length);
    return pointSeries(buckets, values, sum(values));
  },
});

/** Reads the sessions that started in the range: a row each. */
export function loadStarted(reads: ReportReads, scope: Scope): Promise<Rows<SessionRow<never>>> {
  return reads.sessions({ ...spanOf(scope), by: 'start', fields: [] });
}
