/** Report `responseTimes`: how long users wait for an answer; no product of the documents has it. */

import * as z from 'zod';

import { middleOf } from '../../model/histogram.ts';
import type { ReportReads, ResponseTimeRow } from '../../record/reads.ts';
import type { Rows } from '../../record/rows.ts';
import type { GroupedListReport, ListReport, Series } from '../answer.ts';
import type { RangeOptions } from '../options.ts';
import { rangeShape } from '../options.ts';
import { compareTexts } from '../order.ts';
import { reportOf } from '../question.ts';
import type { Scope } from '../scope.ts';
import { spanOf } from '../scope.ts';

const KEYS = ['channel', 'dialog'] as const;

/** What the rows of `responseTimes` are about. */
export type ResponseTimesKey = (typeof KEYS)[number];

/** Options of `responseTimes`. */
export interface ResponseTimesOptions extends RangeOptions {
  /**
   * One row per base channel, or per innermost dialog that was open when the message came.
   * @defaultValue `'channel'`
   */
  readonly by?: ResponseTimesKey | undefined;
}

/**
 * Times from a message of the user to the first message in answer to it, also where that came after
 * the turn. What was never answered has none. Whole milliseconds; `null` without an answer.
 */
export interface ResponseTimes {
  /** Messages that were answered. */
  readonly count: number;
  /** Arithmetic mean, exact. */
  readonly meanMs: number | null;
  /** Half of the answers took no longer. At most 1.6 % off, as `p95Ms` and `p99Ms` are. */
  readonly p50Ms: number | null;
  /** 95 % of the answers took no longer. */
  readonly p95Ms: number | null;
  /** 99 % of the answers took no longer. */
  readonly p99Ms: number | null;
}

export interface ResponseTimesRow extends ResponseTimes {
  /** The channel or the dialog; `null` = no dialog was open. */
  readonly key: string | null;
}

/** The rows by their number of answers, most first; the summary is over all of them. */
export interface ResponseTimesReport extends ListReport<ResponseTimesRow, ResponseTimes> {
  readonly by: ResponseTimesKey;
}

export interface GroupedResponseTimesReport extends GroupedListReport<
  ResponseTimesRow,
  ResponseTimes
> {
  readonly by: ResponseTimesKey;
}

/** @internal */
export const responseTimesSchema = z.strictObject({
  ...rangeShape,
  by: z.enum(KEYS).optional(),
}) satisfies z.ZodType<unknown, ResponseTimesOptions>;

/** @internal */
export const responseTimes = reportOf({
  name: 'responseTimes',
  schema: responseTimesSchema,
  dimension: 'range',
  head: ({ by = 'channel' }: ResponseTimesOptions) => ({ by }),
  load: async (reads: ReportReads, scope: Scope, { by }: ResponseTimesOptions) => ({
    times: await reads.responseTimes({ ...spanOf(scope), byDialog: by === 'dialog' }),
  }),
  answer,
});

function answer(
  { times }: { readonly times: Rows<ResponseTimeRow> },
  { segments }: Scope,
  { by = 'channel' }: ResponseTimesOptions,
): Series<ResponseTimesRow, ResponseTimes> {
  const channels = new Map(segments.map(({ id, channel }) => [id, channel]));
  const keyOf = ({ segment, dialog }: ResponseTimeRow): string | null =>
    by === 'channel' ? (channels.get(segment) ?? null) : dialog === '' ? null : dialog;
  const histograms = new Map<string | null, Histogram>();
  const all = emptyHistogram();
  for (const row of times) {
    const key = keyOf(row);
    const ofKey = histograms.get(key) ?? emptyHistogram();
    histograms.set(key, ofKey);
    add(ofKey, row);
    add(all, row);
  }
  const data = [...histograms].map(([key, histogram]) => ({ key, ...timesOf(histogram) }));
  return { data: data.toSorted(inOrder), summary: timesOf(all) };
}

/** Most answers first, then by key, no dialog first. */
function inOrder(a: ResponseTimesRow, b: ResponseTimesRow): number {
  return b.count - a.count || compareTexts(a.key ?? '', b.key ?? '');
}

interface Histogram {
  /** Answers by bucket. */
  readonly counts: Map<number, number>;
  count: number;
  totalMs: number;
}

function emptyHistogram(): Histogram {
  return { counts: new Map(), count: 0, totalMs: 0 };
}

function add(histogram: Histogram, { bucket, count, totalMs }: ResponseTimeRow): void {
  histogram.counts.set(bucket, (histogram.counts.get(bucket) ?? 0) + count);
  histogram.count += count;
  histogram.totalMs += totalMs;
}

function timesOf({ counts, count, totalMs }: Histogram): ResponseTimes {
  const ascending = [...counts].toSorted(([a], [b]) => a - b);
  return {
    count,
    meanMs: count === 0 ? null : Math.round(totalMs / count),
    p50Ms: percentile(ascending, count, 50),
    p95Ms: percentile(ascending, count, 95),
    p99Ms: percentile(ascending, count, 99),
  };
}

/** Returns the middle of the bucket that holds the value below or at which so many percent lie. */
function percentile(
  ascending: readonly (readonly [bucket: number, count: number])[],
  count: number,
  percent: number,
): number | null {
  let missing = Math.ceil((count * percent) / 100);
  for (const [bucket, held] of ascending) {
    missing -= held;
    if (missing <= 0) return middleOf(bucket);
  }
  return null;
}
