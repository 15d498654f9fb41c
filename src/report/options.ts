/** Options that the reports share, and the schemas that check them. */

import * as z from 'zod';

import { SEGMENT_FIELDS } from '../model/segment.ts';
import { DIMENSIONS } from './time/calendar.ts';
import { isZoneName } from './time/zone.ts';

export const PERIODS = [
  'today',
  'yesterday',
  'last7days',
  'last14days',
  'last30days',
  'thisMonth',
  'lastMonth',
  'last3Months',
  'thisYear',
  'lastYear',
] as const;

/**
 * A range by name, in days of the report's zone. `last7days` = today and the 6 days before it;
 * `last3Months` = from the start of the same day three months ago; `this…` and `last…` up to today end now.
 */
export type ReportPeriod = (typeof PERIODS)[number];

/** What an answer can be split by. `source` = R3's names for channels; `storyId` = `bot`. */
export type ReportGroup = 'source' | 'storyId' | (typeof SEGMENT_FIELDS)[number];

export const GROUPS = [
  'source',
  'storyId',
  ...SEGMENT_FIELDS,
] as const satisfies readonly ReportGroup[];

/** What an answer can be restricted to, besides `dialog`. */
export type FilterName = ReportGroup;

export const FILTERS: readonly FilterName[] = [...GROUPS];

/** One value or several, any of which will do. */
export type OneOrMany = string | readonly string[];

/** Returns one value or several as a list. */
export function listOf<Text extends string>(value: Text | readonly Text[]): readonly Text[];
export function listOf<Text extends string>(
  value: Text | readonly Text[] | undefined,
): readonly Text[] | undefined;
export function listOf<Text extends string>(
  value: Text | readonly Text[] | undefined,
): readonly Text[] | undefined {
  return typeof value === 'string' ? [value] : value;
}

/** Options of every report about a range. All may be left out. */
export interface RangeOptions {
  /**
   * Begin: a date (`2026-10-01`, in the report's zone), or an instant on a quarter-hour.
   * @defaultValue the first record, if there is `to`; see `period` otherwise
   */
  readonly from?: string | Date | undefined;
  /**
   * End: a date, which is included, or an instant on a quarter-hour, which is not.
   * @defaultValue now, if there is `from`; see `period` otherwise
   */
  readonly to?: string | Date | undefined;
  /**
   * Instead of `from` and `to`; together with them it is an error.
   * @defaultValue `'last30days'`
   */
  readonly period?: ReportPeriod | undefined;
  /** Splits the answer: `groups` in place of `data`. A group without a number other than 0 is left out. */
  readonly group?: ReportGroup | undefined;
  /** Channels by R3's names (`messenger`, `widget`, `slack`, `app`, `livechat`, `livechat3`, `custom`) or their ids. */
  readonly source?: OneOrMany | undefined;
  /** Base channels: `msteams`, `webchat`, `facebook` … */
  readonly channel?: OneOrMany | undefined;
  /** The same as `bot`. */
  readonly storyId?: OneOrMany | undefined;
  /** Ids of bots that share the store (`botId` of `createBotAnalytics`). */
  readonly bot?: OneOrMany | undefined;
  readonly locale?: OneOrMany | undefined;
  readonly botVersion?: OneOrMany | undefined;
  readonly device?: OneOrMany | undefined;
  readonly browser?: OneOrMany | undefined;
  /**
   * IANA name of the zone whose days, weeks and months are meant.
   * @defaultValue `'UTC'`
   */
  readonly timezone?: string | undefined;
  /**
   * Counts test traffic (the emulator, and what `isTest` says) as well.
   * @defaultValue `false`
   */
  readonly includeTest?: boolean | undefined;
  /**
   * Adds `previous` and `change`: the summary of the equally long period just before (on the zone's
   * clock), of `this…` and `last…Month(s)`, `lastYear` the calendar's predecessor.
   */
  readonly compare?: 'previous' | undefined;
}

/** Options of a series. */
export interface SeriesOptions extends RangeOptions {
  /**
   * What a bucket is. `auto` = hour up to 2 days, day up to 92 days, month up to 3 years, else year.
   * At most 10,000 buckets.
   * @defaultValue `'day'` (`platforms`: `'month'`)
   */
  readonly dimension?: 'auto' | (typeof DIMENSIONS)[number] | undefined;
}

/** Restricts what is told about sessions. */
export interface DialogOptions {
  /** Only sessions in which this dialog was opened. */
  readonly dialog?: string | undefined;
}

/** Options of a series about sessions. */
export interface SessionSeriesOptions extends SeriesOptions, DialogOptions {}

/** All that a range and its buckets are found by. */
export interface ScopeOptions extends SeriesOptions, DialogOptions {
  /** In place of `timezone`: minutes that its clocks are ahead of UTC. */
  readonly offset?: number | undefined;
}

/** @internal */
export const text = z.string({ error: 'is not a text' }).min(1, 'is empty');

/** @internal */
export const oneOrMany = z.union([text, z.array(text).min(1, 'is an empty list')], {
  error: 'is neither a text nor a list of texts, none of them empty',
});
const point = z.union([z.string(), z.date()], { error: 'is neither a text nor a Date' });

/** @internal */
export const spanShape = {
  from: point.optional(),
  to: point.optional(),
  period: z.enum(PERIODS).optional(),
};

/** @internal */
export const rangeShape = {
  ...spanShape,
  group: z.enum(GROUPS).optional(),
  source: oneOrMany.optional(),
  channel: oneOrMany.optional(),
  storyId: oneOrMany.optional(),
  bot: oneOrMany.optional(),
  locale: oneOrMany.optional(),
  botVersion: oneOrMany.optional(),
  device: oneOrMany.optional(),
  browser: oneOrMany.optional(),
  timezone: z
    .string({ error: 'is not a text' })
    .refine(isZoneName, 'is no IANA time zone, such as Europe/Vienna')
    .optional(),
  includeTest: z.boolean({ error: 'is neither true nor false' }).optional(),
  compare: z.enum(['previous']).optional(),
};

/** @internal */
const dimensionShape = { dimension: z.enum(['auto', ...DIMENSIONS]).optional() };

/** @internal */
const dialogShape = { dialog: text.optional() };

const seriesShape = { ...rangeShape, ...dimensionShape };

/** @internal */
export const rangeSchema = z.strictObject(rangeShape) satisfies z.ZodType<unknown, RangeOptions>;

/** @internal */
export const seriesSchema = z.strictObject(seriesShape) satisfies z.ZodType<unknown, SeriesOptions>;

/** @internal */
export const sessionSeriesShape = { ...seriesShape, ...dialogShape };

/** @internal */
export const sessionSeriesSchema = z.strictObject(sessionSeriesShape) satisfies z.ZodType<
  unknown,
  SessionSeriesOptions
>;
