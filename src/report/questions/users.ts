/** Report `users`: who is new, who came back, how many there are (R0, R2, R4). */

import { quarterOf, quarterStart } from '../../model/time.ts';
import type { PresenceSet, ReportReads } from '../../record/reads.ts';
import { fewOf } from './active-users.ts';
import { countUsers, knownUsers } from './user-counts.ts';
import type { CountedUsers, KnownUsers, UserCounts, UserSpans } from './user-counts.ts';
import type { Dated, GroupedReport, Series, SeriesReport } from '../answer.ts';
import { isoOf } from '../answer.ts';
import { allEdges, daysOf, dayStarts, recentEdges } from '../time/days.ts';
import { seriesSchema } from '../options.ts';
import type { Rate } from '../rate.ts';
import { rate, ratio } from '../rate.ts';
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
  readonly known: KnownUsers;
  readonly spans: UserSpans;
};

async function load(reads: ReportReads, scope: Scope): Promise<UsersRows> {
  const { range, includeTest, zone } = scope;
  const spans = userSpans(scope);
  const [month] = spans.recent;
  const from = Math.min(range.from, quarterStart(month));
  const days = daysOf({ from, to: range.to }, zone);
  const edges = allEdges(spans.buckets, days.edges, spans.recent);
  const presence = await reads.presence({ ...spanOf(scope, { from, to: range.to }), edges });
  const users = fewOf(presence);
  const firstQuarters = await reads.firstQuarters({ users, includeTest });
  // the first day of the range may have begun before it
  const dayStart = spans.dayStartOf(quarterOf(range.from));
  const known = knownUsers(presence, firstQuarters, allEdges(edges, [dayStart]));
  return { presence, known, spans };
}

function userSpans(scope: Scope): UserSpans {
  const { range, zone, buckets } = scope;
  const startOf = dayStarts(range, zone);
  const [month = 0, week = 0] = recentEdges(scope);
  return {
    buckets: buckets.edges,
    days: daysOf(range, zone).edges,
    dayStartOf: (quarter) => quarterOf(startOf(quarter)),
    recent: [month, week],
  };
}

function answer(
  { presence, known, spans }: UsersRows,
  { buckets: { starts } }: Scope,
): Series<UsersRow, UsersSummary> {
  const counted = countUsers(presence, known, spans);
  const { buckets, whole } = counted;
  const data = starts.map((start, i) => ({ date: isoOf(start), ...(buckets[i] ?? NOBODY) }));
  return { data, summary: { ...whole, ...habitsOf(counted, spans.days.length - 1) } };
}

const NOBODY: UserCounts = { new: 0, returning: 0, total: 0 };

/** @param days of the range */
function habitsOf(
  { whole: { returning, total }, userDays, monthly: mau, weekly: wau }: CountedUsers,
  days: number,
): Omit<UsersSummary, keyof UserCounts> {
  const dau = ratio(userDays, days);
  return {
    returningRate: rate(returning, total),
    dau,
    wau,
    mau,
    stickiness: {
      value: ratio(userDays * 100, days * mau),
      numerator: dau ?? 0,
      denominator: mau,
    },
  };
}
