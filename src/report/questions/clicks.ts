/** Report `clicks`: which buttons and links users press (R2). */

import * as z from 'zod';

import type { ClickType } from '../../model/call.ts';
import { CLICK_TYPES } from '../../model/call.ts';
import { present } from '../../model/present.ts';
import type { LabelRow, ReportReads } from '../../record/reads.ts';
import type { Rows } from '../../record/rows.ts';
import type { GroupedListReport, ListReport, Series } from '../answer.ts';
import { labelTotals } from './label-totals.ts';
import type { OneOrMany, RangeOptions } from '../options.ts';
import { listOf, oneOrMany, rangeSchema } from '../options.ts';
import { compareTexts } from '../order.ts';
import { reportOf } from '../question.ts';
import { sum } from '../rate.ts';
import type { Scope } from '../scope.ts';
import { wholeSpanOf } from '../scope.ts';

/** Options of `clicks`. */
export interface ClicksOptions extends RangeOptions {
  /** Only clicks of these types. */
  readonly type?: ClickType | readonly ClickType[] | undefined;
  /** Only buttons with one of these titles, exactly as the bot wrote them. */
  readonly title?: OneOrMany | undefined;
  /** Only buttons that lead to one of these destinations, exactly. */
  readonly destination?: OneOrMany | undefined;
}

export interface ClicksSummary {
  /** How often buttons and links were pressed. */
  readonly clicks: number;
  /** Those of them that the channel or the button's own value proves; the others are words that a user may have typed as well. */
  readonly certain: number;
}

/** A button or a link. */
export interface ClicksRow extends ClicksSummary {
  readonly type: ClickType;
  /** Its label; `unknown` where it is not known. */
  readonly title: string;
  /** Value, URL, phone number or dialog that it stands for; `null` where it has none or none is known. */
  readonly destination: string | null;
}

/** What the head repeats of the filters of clicks. */
interface ClickFilters {
  readonly type?: readonly ClickType[];
  readonly title?: readonly string[];
  readonly destination?: readonly string[];
}

/** Buttons and links with at least one click in the range, most clicked first, then by type, title and destination. */
export interface ClicksReport extends ListReport<ClicksRow, ClicksSummary>, ClickFilters {}
export interface GroupedClicksReport
  extends GroupedListReport<ClicksRow, ClicksSummary>, ClickFilters {}

const clickType = z.enum(CLICK_TYPES);

/** @internal */
export const clicksSchema = rangeSchema.extend({
  type: z
    .union([clickType, z.array(clickType).min(1, 'is an empty list')], {
      error: `is none of ${CLICK_TYPES.join(', ')}, nor a list of them`,
    })
    .optional(),
  title: oneOrMany.optional(),
  destination: oneOrMany.optional(),
}) satisfies z.ZodType<unknown, ClicksOptions>;

/** @internal */
export const clicks = reportOf({
  name: 'clicks',
  schema: clicksSchema,
  dimension: 'range',
  head: filtersOf,
  load: async (reads: ReportReads, scope: Scope) => ({
    labels: await reads.labels({ ...wholeSpanOf(scope), kinds: KINDS }),
  }),
  answer,
});

const KINDS = ['click', 'click_certain'] as const;

function filtersOf({ type, title, destination }: ClicksOptions): ClickFilters {
  return present({ type: listOf(type), title: listOf(title), destination: listOf(destination) });
}

function answer(
  { labels }: { readonly labels: Rows<LabelRow> },
  _: Scope,
  options: ClicksOptions,
): Series<ClicksRow, ClicksSummary> {
  const wanted = filtersOf(options);
  const data = [...labelTotals(labels, KINDS)]
    .map(([label, totals]) => rowOf(label, totals.click, totals.click_certain))
    .filter((row) => row.clicks > 0 && isWanted(row, wanted))
    .sort(mostClickedFirst);
  return {
    data,
    summary: {
      clicks: sum(data.map((row) => row.clicks)),
      certain: sum(data.map((row) => row.certain)),
    },
  };
}

function rowOf(label: string, count: number, certain: number): ClicksRow {
  // the label is what `record/rollup.ts` made of the click
  const [type, title, destination] = JSON.parse(label) as [ClickType, string, string | null];
  return { type, title, destination, clicks: count, certain };
}

function isWanted(row: ClicksRow, { type, title, destination }: ClickFilters): boolean {
  if (type && !type.includes(row.type)) return false;
  if (title && !title.includes(row.title)) return false;
  return !destination || (row.destination !== null && destination.includes(row.destination));
}

function mostClickedFirst(a: ClicksRow, b: ClicksRow): number {
  return (
    b.clicks - a.clicks ||
    compareTexts(a.type, b.type) ||
    compareTexts(a.title, b.title) ||
    compareTexts(a.destination ?? '', b.destination ?? '')
  );
}
