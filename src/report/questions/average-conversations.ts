/** Report `averageConversations`: how many sessions a user starts (R3). */

import type { Extras, Groups, Series } from '../answer.ts';
import { countsByBucket, sessionStarts } from './count-rows.ts';
import { seriesSchema } from '../options.ts';
import type { PointRow, PointSummary } from './points.ts';
import { pointSeries } from './points.ts';
import { reportOf } from '../question.ts';
import { ratio, sum } from '../rate.ts';
import { cutSpanOf } from '../scope.ts';
import { usersByBucket } from './users-by-bucket.ts';

/**
 * Sessions started in each bucket / distinct users active in it, with 2 decimals, in R3's own bare
 * shape; `null` where nobody was active, and such a bucket is in none of `min`, `max` and `avg`.
 * `summary.total` = sessions started in the range / distinct users of the range.
 */
export interface AverageConversationsReport
  extends Extras<PointSummary>, Series<PointRow, PointSummary> {}

export interface GroupedAverageConversationsReport
  extends Extras<PointSummary>, Groups<PointRow, PointSummary> {}

/** @internal */
export const averageConversations = reportOf({
  name: 'averageConversations',
  schema: seriesSchema,
  bare: 'series',
  load: async (reads, scope) => ({
    started: await sessionStarts(reads, scope),
    presence: await reads.presence(cutSpanOf(scope)),
  }),
  answer: ({ started, presence }, scope) => {
    const sessions = countsByBucket(started, scope);
    const users = usersByBucket(presence, scope.buckets.edges);
    const values = sessions.map((count, i) => ratio(count, users.byBucket[i] ?? 0));
    return pointSeries(scope.buckets, values, ratio(sum(sessions), users.total));
  },
});
