/** Report `conversationMessages`: how many messages were exchanged (R3). */

import * as z from 'zod';

import type { ReportReads } from '../../record/reads.ts';
import type { Extras, Groups, Series } from '../answer.ts';
import type { CountRow, Direction } from './count-rows.ts';
import { DIRECTIONS, countsByBucket, messageCounts } from './count-rows.ts';
import type { SeriesOptions } from '../options.ts';
import { seriesSchema } from '../options.ts';
import type { PointRow, PointSummary } from './points.ts';
import { pointSeries } from './points.ts';
import { reportOf } from '../question.ts';
import { sum } from '../rate.ts';
import type { Scope } from '../scope.ts';

/** Options of `conversationMessages`. */
export interface ConversationMessagesOptions extends SeriesOptions {
  /**
   * Messages from users, or messages that reached them, alone.
   * @defaultValue both, added up
   */
  readonly measure?: Direction | undefined;
}

/**
 * Messages received and sent, by the bucket of their time, in R3's own bare shape. Each message is in
 * one bucket, so that `summary.total` is the sum of the buckets.
 */
export interface ConversationMessagesReport
  extends Extras<PointSummary>, Series<PointRow, PointSummary> {}

export interface GroupedConversationMessagesReport
  extends Extras<PointSummary>, Groups<PointRow, PointSummary> {}

/** @internal */
export const conversationMessagesSchema = seriesSchema.extend({
  measure: z.enum(DIRECTIONS).optional(),
}) satisfies z.ZodType<unknown, ConversationMessagesOptions>;

/** @internal */
export const conversationMessages = reportOf({
  name: 'conversationMessages',
  schema: conversationMessagesSchema,
  bare: 'series',
  load: async (reads: ReportReads, scope: Scope, { measure }: ConversationMessagesOptions) => ({
    counts: await messageCounts(reads, scope, {
      direction: measure,
      edges: scope.buckets.edges,
    }),
  }),
  answer: ({ counts }: { readonly counts: readonly CountRow[] }, scope: Scope) => {
    const values = countsByBucket(counts, scope);
    return pointSeries(scope.buckets, values, sum(values));
  },
});
