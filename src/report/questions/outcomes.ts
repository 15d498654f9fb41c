/** Report `outcomes`: what became of the conversations that users began; no product of the documents has it. */

import type { Quarter } from '../../model/time.ts';
import { quarterOf } from '../../model/time.ts';
import type { ReportReads } from '../../record/reads.ts';
import type { Rows } from '../../record/rows.ts';
import type { Dated, GroupedReport, Series, SeriesReport } from '../answer.ts';
import { isoOf } from '../answer.ts';
import { byQuarter } from '../time/by-bucket.ts';
import { sessionSeriesSchema } from '../options.ts';
import type { Outcome } from './outcome.ts';
import { outcomeOf, sessionsWithMessages } from './outcome.ts';
import { reportOf } from '../question.ts';
import type { Rate } from '../rate.ts';
import { rate } from '../rate.ts';
import { returnVisits } from './return-visits.ts';
import type { Scope } from '../scope.ts';
import { dialogSpanOf } from '../scope.ts';

/**
 * Sessions with messages (at least one of the user that was neither empty nor a command), each in
 * the bucket of its start and under the first that holds of `open`, `escalated`, `resolved`,
 * `abandoned` and `none`; together they are all of them.
 */
export interface OutcomeCounts {
  /** A human was asked for at least once. */
  readonly escalated: number;
  /** It has a result, or its automation status is `true`. */
  readonly resolved: number;
  /** The bot's last word was a question that nobody answered, or the last message was unrecognized. */
  readonly abandoned: number;
  readonly none: number;
  /** Its timeout has not passed: at the end of the range, or now if that is earlier. */
  readonly open: number;
}

export interface OutcomesRow extends Dated, OutcomeCounts {}

/** The sums of the buckets, for each session is in one. */
export interface OutcomesSummary extends OutcomeCounts {
  /** Sessions not escalated / all but the open ones, in percent. */
  readonly containment: Rate;
  /**
   * Sessions not escalated and after which the user did not begin another one with messages within
   * 24 h of the end, on whatever channel / all that are not open and ended at least 24 h ago, in
   * percent.
   */
  readonly trueContainment: Rate;
}

export interface OutcomesReport extends SeriesReport<OutcomesRow, OutcomesSummary> {}
export interface GroupedOutcomesReport extends GroupedReport<OutcomesRow, OutcomesSummary> {}

/** @internal */
export const outcomes = reportOf({
  name: 'outcomes',
  schema: sessionSeriesSchema,
  load,
  answer,
});

interface OutcomeRow {
  readonly segment: number;
  /** That of the start. */
  readonly quarter: Quarter;
  readonly outcome: Outcome;
  /** Whether the user came back soon; `undefined` of an open one, and where that cannot be told yet. */
  readonly cameBack: boolean | undefined;
}

type OutcomeRows = { readonly sessions: Rows<OutcomeRow> };

async function load(reads: ReportReads, scope: Scope): Promise<OutcomeRows> {
  const sessions = await sessionsWithMessages(reads, {
    ...dialogSpanOf(scope),
    fields: ['user', 'startedAt', 'lastAt'],
  });
  const cameBack = await returnVisits(reads, scope, sessions);
  return {
    sessions: sessions.map((session) => {
      const outcome = outcomeOf(session, scope);
      return {
        segment: session.segment,
        quarter: quarterOf(session.startedAt),
        outcome,
        cameBack: outcome === 'open' ? undefined : cameBack(session),
      };
    }),
  };
}

function answer(
  { sessions }: OutcomeRows,
  { buckets: { starts, edges } }: Scope,
): Series<OutcomesRow, OutcomesSummary> {
  const buckets = byQuarter(sessions, edges);
  return {
    data: starts.map((start, i) => ({ date: isoOf(start), ...countOutcomes(buckets[i] ?? []) })),
    summary: summarize(sessions),
  };
}

function countOutcomes(sessions: Rows<OutcomeRow>): OutcomeCounts {
  const counts = { escalated: 0, resolved: 0, abandoned: 0, none: 0, open: 0 };
  for (const { outcome } of sessions) counts[outcome] += 1;
  return counts;
}

function summarize(sessions: Rows<OutcomeRow>): OutcomesSummary {
  const counts = countOutcomes(sessions);
  const closed = sessions.length - counts.open;
  const told = sessions.filter(({ cameBack }) => cameBack !== undefined);
  const contained = told.filter(({ outcome, cameBack }) => outcome !== 'escalated' && !cameBack);
  return {
    ...counts,
    containment: rate(closed - counts.escalated, closed),
    trueContainment: rate(contained.length, told.length),
  };
}
