/** Report `users`: who is new, who came back, how many there are (R0, R2, R4). */

import { quarterOf, quarterStart } from '../../model/time.ts';
import type { FirstQuarters, PresenceSet, ReportReads } from '../../record/reads.ts';
import type { CountedUsers, UserCounts } from './active-users.ts';
import { countActive, countDistinct, countUsers, fewOf } from './active-users.ts';
import type { Dated, GroupedReport, Series, SeriesReport } from '../answer.ts';
import { isoOf } from '../answer.ts';
import { allEdges, daysOf, dayStarts, recentEdges } from '../time/days.ts';
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
  /**
   * From the 30 days that end with the range, or its begin, whichever is earlier; cut into days, and into
   * what else is counted.
   */
  readonly presence: readonly PresenceSet[];
  readonly firstQuarters: FirstQuarters;
};

async function load(reads: ReportReads, scope: Scope): Promise<UsersRows> {
  const { range, includeTest, buckets } = scope;
  const recent = recentEdges(scope);
  const from = Math.min(range.from, ...recent.slice(0, 1).map(quarterStart));
  const days = daysOf({ from, to: range.to }, scope.zone);
  const presence = await reads.presence({
    ...spanOf(scope, { from, to: range.to }),
    edges: allEdges(buckets.edges, days.edges, recent),
  });
  const users = fewOf(presence);
  return { presence, firstQuarters: await reads.firstQuarters({ users, includeTest }) };
}

function answer(
  { presence, firstQuarters }: UsersRows,
  scope: Scope,
): Series<UsersRow, UsersSummary> {
  const { starts, edges } = scope.buckets;
  const dayStartOf = dayStarts(scope.range, scope.zone);
  const known = {
    firstQuarters,
    dayStartOf: (quarter: number) => quarterOf(dayStartOf(quarter)),
  };
  const counted = countUsers(presence, edges, known);
  const { buckets, whole } = counted;
  const data = starts.map((start, i) => ({ date: isoOf(start), ...(buckets[i] ?? NOBODY) }));
  return { data, summary: { ...whole, ...habitsOf(counted, presence, scope) } };
}

const NOBODY: UserCounts = { new: 0, returning: 0, total: 0 };

function habitsOf(
  { buckets, whole: { returning, total } }: CountedUsers,
  presence: readonly PresenceSet[],
  scope: Scope,
): Omit<UsersSummary, keyof UserCounts> {
  const { edges } = daysOf(scope.range, scope.zone);
  const days = edges.length - 1;
  const isByDay = scope.buckets.dimension === 'day';
  const userDays = sum(
    isByDay ? buckets.map((counts) => counts.total) : countDistinct(presence, edges),
  );
  const [month = 0, week = 0, end = 0] = recentEdges(scope);
  const since = (from: number): number =>
    countActive(presence.filter(({ quarter }) => quarter >= from && quarter < end));
  const dau = ratio(userDays, days);
  const mau = since(month);
  return {
    returningRate: rate(returning, total),
    dau,
    wau: since(week),
    mau,
    stickiness: {
      value: ratio(userDays * 100, days * mau),
      numerator: dau ?? 0,
      denominator: mau,
    },
  };
}
