/** Report `traffic`: on which days and in which hours there is how much of it (R2). */

import * as z from 'zod';

import { present } from '../../model/present.ts';
import type { ReportReads } from '../../record/reads.ts';
import type { Extras, Groups, ReportHead } from '../answer.ts';
import type { CountRow } from './count-rows.ts';
import { DIRECTIONS, messageCounts, sessionStarts } from './count-rows.ts';
import type { OffsetOptions } from '../time/offset.ts';
import { hasOneClock, offset, twoClocks } from '../time/offset.ts';
import type { RangeOptions, ReportGroup } from '../options.ts';
import { rangeShape } from '../options.ts';
import { reportOf } from '../question.ts';
import type { Scope } from '../scope.ts';
import type { TrafficCell, TrafficGrid } from './week-grid.ts';
import { weekHours, weekGrid } from './week-grid.ts';

/** What `traffic` can count in place of messages exchanged; `sessions` = those started. */
export type TrafficMeasure = (typeof DIRECTIONS)[number] | 'sessions';

const TRAFFIC_MEASURES = [...DIRECTIONS, 'sessions'] as const satisfies readonly TrafficMeasure[];

/** Options of `traffic`. */
export interface TrafficOptions extends RangeOptions, OffsetOptions {
  /**
   * What is counted.
   * @defaultValue messages exchanged: received + sent
   */
  readonly measure?: TrafficMeasure | undefined;
}

export interface TrafficSummary {
  /** Sum of all cells. */
  readonly total: number;
}

/** Messages exchanged (or what `measure` says), by the hour of the week on the clocks of `timezone`. */
export interface TrafficReport extends ReportHead, Extras<TrafficSummary> {
  /** Absent = messages received and sent. */
  readonly measure?: TrafficMeasure;
  readonly data: TrafficGrid;
  readonly summary: TrafficSummary;
}

/** Each group has a grid of its own; `usage` is the share in the group's total. */
export interface GroupedTrafficReport
  extends ReportHead, Extras<TrafficSummary>, Groups<readonly TrafficCell[], TrafficSummary> {
  readonly group: ReportGroup;
  readonly measure?: TrafficMeasure;
}

/** @internal */
export const trafficSchema = z
  .strictObject({
    ...rangeShape,
    measure: z.enum(TRAFFIC_MEASURES).optional(),
    offset: offset.optional(),
  })
  .refine(hasOneClock, twoClocks) satisfies z.ZodType<unknown, TrafficOptions>;

/** @internal */
export const traffic = reportOf({
  name: 'traffic',
  schema: trafficSchema,
  dimension: 'range',
  names: ['day', 'hour'],
  head: ({ measure }: TrafficOptions) => present({ measure }),
  load: async (reads: ReportReads, scope: Scope, { measure }: TrafficOptions) => ({
    counts:
      measure === 'sessions'
        ? await sessionStarts(reads, scope)
        : await messageCounts(reads, scope, { direction: measure, ...weekHours(scope) }),
  }),
  answer: ({ counts }: { readonly counts: readonly CountRow[] }, { zone }) =>
    weekGrid(counts, zone),
});
