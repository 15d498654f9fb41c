/** Report `evaluation`: how users rated the bot, from 1 to 5 (CSAT) and from 0 to 10 (NPS) (R0, R2). */

import type { LabelRow, ReportReads, SessionRow } from '../../record/reads.ts';
import type { Rows } from '../../record/rows.ts';
import type { Dated, GroupedReport, Series, SeriesReport } from '../answer.ts';
import { isoOf } from '../answer.ts';
import { byQuarter } from '../time/by-bucket.ts';
import { sessionSeriesSchema } from '../options.ts';
import { reportOf } from '../question.ts';
import { ratio } from '../rate.ts';
import type { Scope } from '../scope.ts';
import { dialogSpanOf } from '../scope.ts';

/** Ratings given in the bucket, each at its own time. */
export interface EvaluationRow extends Dated {
  /** Arithmetic mean of the CSAT ratings; `null` without one. */
  readonly csat: number | null;
  readonly csatVotes: number;
  /** Arithmetic mean of the NPS ratings; `null` without one. */
  readonly npsMean: number | null;
  /** Net promoter score, from −100 to 100: % of 9 and 10 − % of 0 to 6; `null` without a rating. */
  readonly nps: number | null;
  readonly npsVotes: number;
}

/** Sessions whose last rating is this value. */
export interface EvaluationShare {
  /** `null` = no rating. */
  readonly value: number | null;
  /** Sessions active in the range, whenever they were rated. */
  readonly sessions: number;
  /** Of all sessions active in the range, in percent; `null` if there is none. */
  readonly share: number | null;
}

/** Ratings of the range. */
export interface Evaluation {
  /** Arithmetic mean of all ratings given, not of the last ones alone (R0); `null` without one. */
  readonly mean: number | null;
  /** Ratings given: a session can have several. */
  readonly votes: number;
  /** A row for every value that can be given, ascending, and one for no rating. */
  readonly distribution: readonly EvaluationShare[];
}

export interface EvaluationSummary {
  /** From 1 to 5. */
  readonly csat: Evaluation;
  /** From 0 to 10; `score` = % of 9 and 10 − % of 0 to 6 of the ratings, `null` without one. */
  readonly nps: Evaluation & { readonly score: number | null };
}

export interface EvaluationReport extends SeriesReport<EvaluationRow, EvaluationSummary> {}
export interface GroupedEvaluationReport extends GroupedReport<EvaluationRow, EvaluationSummary> {}

/** @internal */
export const evaluation = reportOf({
  name: 'evaluation',
  schema: sessionSeriesSchema,
  names: ['value'],
  load,
  answer,
});

type Kind = 'csat' | 'nps';

const VALUES: Readonly<Record<Kind, readonly number[]>> = {
  csat: [1, 2, 3, 4, 5],
  nps: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
};

/** Of NPS: from here on one recommends the bot, up to there one warns of it. */
const [PROMOTER, DETRACTOR] = [9, 6];

type EvaluationRows = {
  readonly votes: Rows<LabelRow>;
  readonly sessions: Rows<SessionRow<Kind>>;
};

async function load(reads: ReportReads, scope: Scope): Promise<EvaluationRows> {
  const span = dialogSpanOf(scope);
  return {
    votes: await reads.labels({
      ...span,
      edges: scope.buckets.edges,
      kinds: ['csat', 'nps'],
    }),
    sessions: await reads.sessions({ ...span, by: 'activity', fields: ['csat', 'nps'] }),
  };
}

function answer(
  { votes, sessions }: EvaluationRows,
  { buckets: { starts, edges } }: Scope,
): Series<EvaluationRow, EvaluationSummary> {
  const buckets = byQuarter(votes, edges);
  const { csat, csatVotes, npsMean, nps, npsVotes } = countVotes(votes);
  return {
    data: starts.map((start, i) => ({ date: isoOf(start), ...countVotes(buckets[i] ?? []) })),
    summary: {
      csat: { mean: csat, votes: csatVotes, distribution: distribute(sessions, 'csat') },
      nps: {
        mean: npsMean,
        score: nps,
        votes: npsVotes,
        distribution: distribute(sessions, 'nps'),
      },
    },
  };
}

function countVotes(votes: Rows<LabelRow>): Omit<EvaluationRow, 'date'> {
  const [csat, nps] = [tally(votes, 'csat'), tally(votes, 'nps')];
  return {
    csat: ratio(csat.points, csat.votes),
    csatVotes: csat.votes,
    npsMean: ratio(nps.points, nps.votes),
    nps: ratio(nps.net * 100, nps.votes),
    npsVotes: nps.votes,
  };
}

interface Tally {
  readonly votes: number;
  /** Sum of the ratings. */
  readonly points: number;
  /** Promoters less detractors. */
  readonly net: number;
}

function tally(rows: Rows<LabelRow>, ofKind: Kind): Tally {
  let [votes, points, net] = [0, 0, 0];
  for (const { kind, label, value } of rows) {
    if (kind !== ofKind) continue;
    const score = Number(label);
    votes += value;
    points += score * value;
    if (score >= PROMOTER) net += value;
    if (score <= DETRACTOR) net -= value;
  }
  return { votes, points, net };
}

function distribute(sessions: EvaluationRows['sessions'], kind: Kind): readonly EvaluationShare[] {
  const counts = new Map<number | null, number>();
  for (const { [kind]: last } of sessions) counts.set(last, (counts.get(last) ?? 0) + 1);
  return [...VALUES[kind], null].map((value) => {
    const count = counts.get(value) ?? 0;
    return { value, sessions: count, share: ratio(count * 100, sessions.length) };
  });
}
