/** What `topics`, `results` and `actions` have in common: what the bot's code says a session was about, and led to (R0). */

import * as z from 'zod';

import { present } from '../../model/present.ts';
import { entryOf } from '../../record/deltas.ts';
import type { LabelRow, ReportReads, SessionMarkRow, SessionRow } from '../../record/reads.ts';
import type { Rows } from '../../record/rows.ts';
import type {
  Dated,
  GroupedListReport,
  GroupedReport,
  ListReport,
  Series,
  SeriesReport,
} from '../answer.ts';
import { isoOf } from '../answer.ts';
import { byQuarter } from '../time/by-bucket.ts';
import type { ReportGroup, SessionSeriesOptions } from '../options.ts';
import { sessionSeriesShape, text } from '../options.ts';
import type { Report } from '../question.ts';
import { compareTexts } from '../order.ts';
import { reportOf } from '../question.ts';
import { ratio, sum } from '../rate.ts';
import type { Scope } from '../scope.ts';
import { dialogSpanOf } from '../scope.ts';

/** Options of `topics`, `results` and `actions`. */
export interface MarksOptions extends SessionSeriesOptions {
  /**
   * One topic, result or action: how many times it was recorded, per bucket, in place of the list of
   * all. `dimension` is for this alone.
   */
  readonly value?: string | undefined;
}

/** A topic, result or action in the range (R0's distribution). */
export interface MarkRow {
  /** `null` = sessions without any; a topic that is called "Without topics" is another row. */
  readonly value: string | null;
  /**
   * Sessions active in the range that have it, whenever it was recorded. 0 where it was recorded in
   * the range, but the filters leave out the sessions.
   */
  readonly sessions: number;
  /** `sessions` of all sessions active in the range, in percent: 20 of 100 is 20. `null` if there is none. A session can be in several rows. */
  readonly share: number | null;
  /** How many times it was recorded in the range; 0 for `null`. */
  readonly recorded: number;
}

export interface MarksSummary {
  /** Sessions active in the range: what the shares are of. */
  readonly sessions: number;
}

/** How many times the value was recorded in the bucket (R0's dynamics). */
export interface MarkSeriesRow extends Dated {
  readonly recorded: number;
}

/** The value in the whole range: the same numbers as in its row of the list. */
export interface MarkSeriesSummary {
  /** Sessions active in the range that have the value, whenever it was recorded. */
  readonly sessions: number;
  /** How many times it was recorded in the range: the sum of the buckets. */
  readonly recorded: number;
}

/** Most sessions first, then most times recorded, then by the alphabet; sessions without any are among the rest. */
export interface MarksReport extends ListReport<MarkRow, MarksSummary> {}
export interface GroupedMarksReport extends GroupedListReport<MarkRow, MarksSummary> {}

export interface MarkSeriesReport extends SeriesReport<MarkSeriesRow, MarkSeriesSummary> {
  readonly value: string;
}

export interface GroupedMarkSeriesReport extends GroupedReport<MarkSeriesRow, MarkSeriesSummary> {
  readonly value: string;
}

/** `topics`, `results` or `actions`: with `value` a series, without a list of all values. */
export interface MarksMethod {
  (
    options?: MarksOptions & { readonly value?: undefined; readonly group?: undefined },
  ): Promise<MarksReport>;
  (
    options: MarksOptions & { readonly value?: undefined; readonly group: ReportGroup },
  ): Promise<GroupedMarksReport>;
  (
    options: MarksOptions & { readonly value: string; readonly group?: undefined },
  ): Promise<MarkSeriesReport>;
  (
    options: MarksOptions & { readonly value: string; readonly group: ReportGroup },
  ): Promise<GroupedMarkSeriesReport>;
  (
    options?: MarksOptions,
  ): Promise<MarksReport | GroupedMarksReport | MarkSeriesReport | GroupedMarkSeriesReport>;
}

type Mark = 'topic' | 'result' | 'action';

type MarkRows = {
  readonly sessions: Rows<SessionRow<never>>;
  readonly marks: Rows<SessionMarkRow>;
  readonly recorded: Rows<LabelRow>;
};

type Answer = Series<MarkRow | MarkSeriesRow, MarksSummary | MarkSeriesSummary>;

const marksSchema = z
  .strictObject({ ...sessionSeriesShape, value: text.optional() })
  .refine(({ value, dimension }) => value !== undefined || dimension === undefined, {
    path: ['dimension'],
    error: 'cuts the series of one value into buckets: `value` has to name it',
  }) satisfies z.ZodType<unknown, MarksOptions>;

/** Makes the report of a kind of mark. */
export function marksReport(kind: Mark): Report {
  return reportOf({
    name: `${kind}s`,
    schema: marksSchema,
    dimension: ({ value }: MarksOptions) => (value === undefined ? 'range' : 'day'),
    head: ({ value }: MarksOptions) => present({ value }),
    load: async (reads, scope, { value }) => load(reads, scope, { kind, value }),
    answer: (rows, scope, { value }): Answer =>
      value === undefined ? distribution(rows) : dynamics(rows, scope),
  });
}

async function load(
  reads: ReportReads,
  scope: Scope,
  { kind, value }: { readonly kind: Mark; readonly value: string | undefined },
): Promise<MarkRows> {
  const span = dialogSpanOf(scope);
  const marks = await reads.sessionMarks({ ...span, kind });
  const { edges } = scope.buckets;
  const recorded = await reads.labels({ ...span, edges, kinds: [kind], label: value });
  if (value !== undefined) {
    return { sessions: [], marks: marks.filter(({ label }) => label === value), recorded };
  }
  const sessions = await reads.sessions<never>({ ...span, by: 'activity', fields: [] });
  return { sessions, marks, recorded };
}

function distribution({ sessions, marks, recorded }: MarkRows): Series<MarkRow, MarksSummary> {
  const { byLabel, any } = countSessions(marks);
  const times = timesByLabel(recorded);
  const all = sessions.length;
  const rows = [...new Set([...byLabel.keys(), ...times.keys()])].map((value) =>
    markRow(value, {
      sessions: byLabel.get(value) ?? 0,
      all,
      recorded: times.get(value) ?? 0,
    }),
  );
  return {
    data: [
      ...rows.filter((row) => row.sessions !== 0 || row.recorded !== 0),
      markRow(null, { sessions: all - any, all, recorded: 0 }),
    ].toSorted(byWeight),
    summary: { sessions: all },
  };
}

function markRow(
  value: string | null,
  { sessions, all, recorded }: { readonly [name in 'sessions' | 'all' | 'recorded']: number },
): MarkRow {
  return { value, sessions, share: ratio(sessions * 100, all), recorded };
}

interface MarkedSessions {
  /** Sessions that have the label; one that was taken back (a result that was overwritten) is none. */
  readonly byLabel: ReadonlyMap<string, number>;
  /** Sessions that have one at least. */
  readonly any: number;
}

function countSessions(marks: Rows<SessionMarkRow>): MarkedSessions {
  const totals = new Map<string, Map<number, number>>();
  for (const { label, session, value } of marks) {
    const ofLabel = entryOf(totals, label, newTotals);
    ofLabel.set(session, (ofLabel.get(session) ?? 0) + value);
  }
  const any = new Set<number>();
  const byLabel = new Map<string, number>();
  for (const [label, ofLabel] of totals) {
    let count = 0;
    for (const [session, total] of ofLabel) {
      if (total <= 0) continue;
      count += 1;
      any.add(session);
    }
    byLabel.set(label, count);
  }
  return { byLabel, any: any.size };
}

function newTotals(): Map<number, number> {
  return new Map();
}

function timesByLabel(recorded: Rows<LabelRow>): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const { label, value } of recorded) times.set(label, (times.get(label) ?? 0) + value);
  return times;
}

function valueOf({ value }: { readonly value: number }): number {
  return value;
}

function byWeight(a: MarkRow, b: MarkRow): number {
  return b.sessions - a.sessions || b.recorded - a.recorded || byName(a.value, b.value);
}

/** By code units, so that the order is the same everywhere; without a name last. */
function byName(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compareTexts(a, b);
}

function dynamics(
  { marks, recorded }: MarkRows,
  { buckets: { starts, edges } }: Scope,
): Series<MarkSeriesRow, MarkSeriesSummary> {
  const buckets = byQuarter(recorded, edges);
  return {
    data: starts.map((start, i) => ({
      date: isoOf(start),
      recorded: sum((buckets[i] ?? []).map(valueOf)),
    })),
    summary: { sessions: countSessions(marks).any, recorded: sum(recorded.map(valueOf)) },
  };
}
