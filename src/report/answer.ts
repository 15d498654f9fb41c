/** The shapes of the answers: plain JSON, instants as ISO 8601. */

import type { Dimension } from './time/calendar.ts';
import type { Change } from './compare.ts';
import type { ReportFilters } from './filters.ts';
import type { ReportGroup } from './options.ts';

/** What every answer begins with. */
export interface ReportHead {
  readonly report: string;
  /** Begin, included. */
  readonly from: string;
  /** End, excluded: that of the running quarter-hour at the latest. */
  readonly to: string;
  readonly timezone: string;
  /** Of a series: what a bucket is. */
  readonly dimension?: Dimension;
  readonly filters: ReportFilters;
}

/** What an answer says besides its numbers. */
export interface Extras<Summary> {
  /** Messages (received and sent) of test traffic that the range and the filters take in and that were left out; absent if none were. */
  readonly testHidden?: number;
  /** With `compare: 'previous'`. */
  readonly previous?: { readonly from: string; readonly to: string; readonly summary: Summary };
  readonly change?: Change;
}

/** The data of a series: a row per bucket, and the summary of the whole range. */
export interface Series<Row, Summary> {
  readonly data: readonly Row[];
  readonly summary: Summary;
}

/** A series once for each group; a group whose numbers are all 0 is left out. */
export interface Groups<Row, Summary> {
  readonly groups: readonly ({ readonly key: string } & Series<Row, Summary>)[];
  /** Over all groups. Distinct counts are not their sum. */
  readonly summary: Summary;
}

export interface SeriesReport<Row, Summary> extends ListReport<Row, Summary> {
  readonly dimension: Dimension;
}

export interface GroupedReport<Row, Summary> extends GroupedListReport<Row, Summary> {
  readonly dimension: Dimension;
}

/** A report about the whole range; what its `data` is, it says itself. */
export interface ListReport<Row, Summary>
  extends ReportHead, Extras<Summary>, Series<Row, Summary> {}

export interface GroupedListReport<Row, Summary>
  extends ReportHead, Extras<Summary>, Groups<Row, Summary> {
  readonly group: ReportGroup;
}

/** Every row of a series: the instant at which its bucket begins. */
export interface Dated {
  readonly date: string;
}

export function isoOf(at: number): string {
  return new Date(at).toISOString();
}
