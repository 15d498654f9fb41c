/** Report `conversationUsers`: how many users were active (R3). */

import type { Extras, Groups, Series } from '../answer.ts';
import { seriesSchema } from '../options.ts';
import type { PointRow, PointSummary } from './points.ts';
import { pointSeries } from './points.ts';
import { reportOf } from '../question.ts';
import { cutSpanOf } from '../scope.ts';
import { usersByBucket } from './users-by-bucket.ts';

/**
 * Distinct users who did something (a message, a click, a vote) in each bucket, in R3's own bare
 * shape. `summary.total` = distinct users of the range: who was active in two buckets is in it once.
 */
export interface ConversationUsersReport
  extends Extras<PointSummary>, Series<PointRow, PointSummary> {}

export interface GroupedConversationUsersReport
  extends Extras<PointSummary>, Groups<PointRow, PointSummary> {}

/** @internal */
export const conversationUsers = reportOf({
  name: 'conversationUsers',
  schema: seriesSchema,
  bare: 'series',
  load: async (reads, scope) => ({ presence: await reads.presence(cutSpanOf(scope)) }),
  answer: ({ presence }, { buckets }) => {
    const { byBucket, total } = usersByBucket(presence, buckets.edges);
    return pointSeries(buckets, byBucket, total);
  },
});
