/** Report `users`: who is new, who came back, how many there are (R0, R2, R4). */

import type { Quarter } from '../model/time.ts';
import type { PresenceRow, ReportReads } from '../record/store.ts';
import type { UserCounts } from './active-users.ts';
import { countUsers, distinctUsers } from './active-users.ts';
import type { Dated, GroupedReport, Series, SeriesReport } from './answer.ts';
import { isoOf } from './answer.ts';
import { byBucket } from './by-bucket.ts';
import { daysOf, dayStarts, recentEdges } from './days.ts';
import { seriesSchema } from './options.ts';
import type { Rate } from './rate.ts';
import { rate, ratio, sum } from './rate.ts';
import type { Scope } from './scope.ts';
import { segmentIds } from './scope.ts';
import { seriesReport } from './series.ts';

/** Users of a bucket. In R0's chart a user is new once, and returning on each day after that. */
export interface UsersRow extends Dated, UserCounts {}

/** Users of the range: not the sums of the buckets, for a user counts once. */
export interface UsersSummary extends UserCounts {
  /** `returning / total`, in percent (R2). */
  readonly returningRate: Rate;
  /** Mean over the days of the range of the users active on each; `null` without a day. */
  readonly dau: number | null;
  /** Users of the 7 days that end with the last day of the range. */
  readonly wau: number;
  /** Users of the 30 days that end with the last day of the range. */
  readonly mau: number;
  /** `dau / mau`, in percent. */
  readonly stickiness: Rate;
}

export interface UsersReport extends SeriesReport<UsersRow, UsersSummary> {}
export interface GroupedUsersReport extends GroupedReport<UsersRow, UsersSummary> {}

/** @internal */
export const users = seriesReport({ name: 'users', schema: seriesSchema, load, answer });

type UsersRows = {
  /** By the buckets of the report. */
  readonly presence: readonly PresenceRow[];
  /** By the days of the range. */
  readonly daily: readonly PresenceRow[];
  /** Bucket 0 = the 23 days before the last 7 days, bucket 1 = these. */
  readonly recent: readonly PresenceRow[];
};

async function load(reads: ReportReads, scope: Scope): Promise<UsersRows> {
  const { buckets, range, zone, includeTest } = scope;
  const segments = segmentIds(scope);
  const read = (edges: readonly Quarter[]): Promise<readonly PresenceRow[]> =>
    reads.presence({ edges, segments, firstAct: 'ever', includeTest });
  const presence = await read(buckets.edges);
  const isDaily = buckets.dimension === 'day';
  return {
    presence,
    daily: isDaily ? presence : await read(daysOf(range, zone).edges),
    recent: await read(recentEdges(scope)),
  };
}

function answer(rows: UsersRows, { range, zone, buckets }: Scope): Series<UsersRow, UsersSummary> {
  const { presence } = rows;
  const { starts, edges } = buckets;
  const dayStartOf = dayStarts(range, zone);
  const count = (some: readonly PresenceRow[], from = 0, to = 0): UserCounts =>
    countUsers(some, { from, to }, dayStartOf);
  const data = byBucket(presence, starts.length).map((some, i) => ({
    date: isoOf(starts[i] ?? 0),
    ...count(some, edges[i], edges[i + 1]),
  }));
  const counts = count(presence, edges[0], edges.at(-1));
  const days = daysOf(range, zone).starts.length;
  return { data, summary: { ...counts, ...habitsOf(counts, rows, days) } };
}

function habitsOf(
  { returning, total }: UserCounts,
  { daily, recent }: UsersRows,
  days: number,
): Omit<UsersSummary, keyof UserCounts> {
  const userDays = sum(byBucket(daily, days).map(distinctUsers));
  const dau = ratio(userDays, days);
  const mau = distinctUsers(recent);
  return {
    returningRate: rate(returning, total),
    dau,
    wau: distinctUsers(recent.filter(({ bucket }) => bucket === 1)),
    mau,
    stickiness: {
      value: ratio(userDays * 100, days * mau),
      numerator: dau ?? 0,
      denominator: mau,
    },
  };
}
