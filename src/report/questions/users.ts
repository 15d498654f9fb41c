/** Report `users`: who is new, who came back, how many there are (R0, R2, R4). */

import { quarterStart } from '../../model/time.ts';
import type { PresenceRow, ReportReads } from '../../record/reads.ts';
import type { Rows } from '../../record/rows.ts';
import type { FirstActs, UserCounts } from './active-users.ts';
import { countUsers, distinctUsers, firstActsOf, usersOf } from './active-users.ts';
import type { Dated, GroupedReport, Series, SeriesReport } from '../answer.ts';
import { isoOf } from '../answer.ts';
import { byQuarter } from '../time/by-bucket.ts';
import { daysOf, dayStarts, recentEdges } from '../time/days.ts';
import { seriesSchema } from '../options.ts';
import type { Rate } from '../rate.ts';
import { rate, ratio, sum } from '../rate.ts';
import type { Scope } from '../scope.ts';
import { spanOf } from '../scope.ts';
import { reportOf } from '../question.ts';

/** Users of a bucket. In R0's chart a user is new once, and returning on each day after that. */
export interface UsersRow extends Dated, UserCounts {}

/** Users of the range: not the sums of the buckets, for a user counts once. */
export interface UsersSummary extends UserCounts {
  /** `returning / total`, in percent (R2). */
  readonly returningRate: Rate;
  /** Mean over the days of the range of the users active on each; `null` without a day. */
  readonly dau: number | null;
  /** Users of the 7 days that end with the range. */
  readonly wau: number;
  /** Users of the 30 days that end with the range. */
  readonly mau: number;
  /** `dau / mau`, in percent. */
  readonly stickiness: Rate;
}

export interface UsersReport extends SeriesReport<UsersRow, UsersSummary> {}
export interface GroupedUsersReport extends GroupedReport<UsersRow, UsersSummary> {}

/** @internal */
export const users = reportOf({ name: 'users', schema: seriesSchema, load, answer });

type UsersRows = {
  /** From the 30 days that end with the range, or its begin, whichever is earlier. */
  readonly presence: Rows<PresenceRow>;
  readonly firstActs: FirstActs;
};

async function load(reads: ReportReads, scope: Scope): Promise<UsersRows> {
  const { range, includeTest } = scope;
  const [recent = range.from] = recentEdges(scope).map(quarterStart);
  const from = Math.min(range.from, recent);
  const presence = await reads.presence(spanOf(scope, { from, to: range.to }));
  const users = usersOf(presence);
  const firstActs = await reads.firstActs({ of: 'ever', users, includeTest });
  return { presence, firstActs: firstActsOf(firstActs) };
}

function answer(rows: UsersRows, scope: Scope): Series<UsersRow, UsersSummary> {
  const { starts, edges } = scope.buckets;
  const known = {
    firstActs: rows.firstActs,
    dayStartOf: dayStarts(scope.range, scope.zone),
  };
  const buckets = byQuarter(rows.presence, edges);
  const data = starts.map((start, i) => ({
    date: isoOf(start),
    ...countUsers(buckets[i] ?? [], { from: edges[i] ?? 0, to: edges[i + 1] ?? 0 }, known),
  }));
  const span = { from: edges[0] ?? 0, to: edges.at(-1) ?? 0 };
  const [all = []] = byQuarter(rows.presence, [span.from, span.to]);
  const counts = countUsers(all, span, known);
  return { data, summary: { ...counts, ...habitsOf(counts, rows.presence, scope) } };
}

function habitsOf(
  { returning, total }: UserCounts,
  presence: Rows<PresenceRow>,
  scope: Scope,
): Omit<UsersSummary, keyof UserCounts> {
  const { edges } = daysOf(scope.range, scope.zone);
  const days = edges.length - 1;
  const userDays = sum(byQuarter(presence, edges).map((rows) => distinctUsers(rows)));
  const [month = 0, week = 0, end = 0] = recentEdges(scope);
  const [ofMonth = []] = byQuarter(presence, [month, end]);
  const [ofWeek = []] = byQuarter(presence, [week, end]);
  const dau = ratio(userDays, days);
  const mau = distinctUsers(ofMonth);
  return {
    returningRate: rate(returning, total),
    dau,
    wau: distinctUsers(ofWeek),
    mau,
    stickiness: {
      value: ratio(userDays * 100, days * mau),
      numerator: dau ?? 0,
      denominator: mau,
    },
  };
}
