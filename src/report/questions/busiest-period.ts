/** Report `busiestPeriod`: on which days and in which hours messages are exchanged (R3). */

import * as z from 'zod';

import { messageCounts } from './count-rows.ts';
import type { OffsetOptions } from '../time/offset.ts';
import { hasOneClock, offset, twoClocks } from '../time/offset.ts';
import type { RangeOptions } from '../options.ts';
import { rangeShape, spanShape, text } from '../options.ts';
import { reportOf } from '../question.ts';
import type { TrafficGrid } from './week-grid.ts';
import { weekHours, weekGrid } from './week-grid.ts';

/** Options of `busiestPeriod`: R3's own. `traffic` answers the same with all filters and groups. */
export interface BusiestPeriodOptions
  extends Pick<RangeOptions, 'from' | 'to' | 'period' | 'includeTest'>, OffsetOptions {
  /** One of R3's names (`messenger`, `widget`, `slack`, `app`, `livechat`, `livechat3`, `custom`) or the id of a channel. */
  readonly source?: string | undefined;
  /** Id of one bot (`botId` of `createBotAnalytics`). */
  readonly storyId?: string | undefined;
}

/** Messages received and sent, by the hour of the week, in R3's own bare shape. */
export type BusiestPeriodReport = TrafficGrid;

/** @internal */
export const busiestPeriodSchema = z
  .strictObject({
    ...spanShape,
    offset: offset.optional(),
    timezone: rangeShape.timezone,
    source: text.optional(),
    storyId: text.optional(),
    includeTest: rangeShape.includeTest,
  })
  .refine(hasOneClock, twoClocks) satisfies z.ZodType<unknown, BusiestPeriodOptions>;

/** @internal */
export const busiestPeriod = reportOf({
  name: 'busiestPeriod',
  schema: busiestPeriodSchema,
  dimension: 'range',
  bare: 'data',
  load: async (reads, scope) => ({
    counts: await messageCounts(reads, scope, weekHours(scope)),
  }),
  answer: ({ counts }, { zone }) => weekGrid(counts, zone),
});
