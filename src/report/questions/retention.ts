/** Report `retention`: of those who came for the first time, how many come back, and when. */

import { z } from 'zod';

import { quarterOf } from '../../model/time.ts';
import type { ReportReads } from '../../record/reads.ts';
import type { Dated, GroupedReport, Series, SeriesReport } from '../answer.ts';
import { isoOf } from '../answer.ts';
import { bucketAt } from '../time/by-bucket.ts';
import { usersOf } from './active-users.ts';
import { invalidOptions } from '../issues.ts';
import type { SeriesOptions } from '../options.ts';
import { rangeShape } from '../options.ts';
import { reportOf } from '../question.ts';
import type { Rate } from '../rate.ts';
import { rate, sum } from '../rate.ts';
import type { Scope } from '../scope.ts';
import { spanOf } from '../scope.ts';

const COHORTS = ['day', 'week'] as const;

/** The table of cohorts grows with the square of their number. */
const MAX_COHORTS = 400;

/** Options of `retention`. */
export interface RetentionOptions extends SeriesOptions {
  /**
   * What a cohort is, and the distance at which it is looked at again. At most 400 of them.
   * @defaultValue `'day'`
   */
  readonly dimension?: (typeof COHORTS)[number] | undefined;
}

/**
 * A cohort: the users who were active, under the filters, in the bucket that their first act ever
 * lies in. A bucket that the range cuts off has those whose first act lies in the range.
 */
export interface RetentionRow extends Dated {
  /** Users of the cohort. */
  readonly size: number;
  /**
   * How many of them were active, under the filters, in the n-th bucket after, and not "on or
   * after": `active[0]` is `size`. One number per bucket up to the end of the range, of which the
   * last may not be over.
   */
  readonly active: readonly number[];
}

export interface RetentionSummary {
  /** Users of all cohorts: each is in one. */
  readonly users: number;
  /**
   * At n: Σ `active[n]` / Σ `size` over the cohorts that have an n-th bucket in the range, in
   * percent: Dn, with weeks Wn.
   */
  readonly retention: readonly Rate[];
}

export interface RetentionReport extends SeriesReport<RetentionRow, RetentionSummary> {}
export interface GroupedRetentionReport extends GroupedReport<RetentionRow, RetentionSummary> {}

/** @internal */
export const retentionSchema = z.strictObject({
  ...rangeShape,
  dimension: z.enum(COHORTS).optional(),
}) satisfies z.ZodType<unknown, RetentionOptions>;

/** @internal */
export const retention = reportOf({
  name: 'retention',
  schema: retentionSchema,
  load,
  answer,
});

/** A user who first came in the range was active. */
interface Act {
  readonly segment: number;
  readonly user: number;
  readonly bucket: number;
  /** Bucket of the first act ever. */
  readonly cohort: number;
}

/** Ascending by bucket. */
type RetentionRows = { readonly acts: readonly Act[] };

async function load(
  reads: ReportReads,
  scope: Scope,
  options: RetentionOptions,
): Promise<RetentionRows> {
  const { edges, starts, dimension } = scope.buckets;
  // an empty store is cut into years
  const isTooCoarse = dimension !== 'day' && dimension !== 'week';
  if (isTooCoarse || starts.length > MAX_COHORTS) throw tooMany(options);
  const presence = await reads.presence(spanOf(scope));
  const cohorts = new Map<number, number>();
  const { includeTest } = scope;
  const users = usersOf(presence);
  for (const { user, at } of await reads.firstActs({ of: 'ever', users, includeTest })) {
    const cohort = bucketAt(quarterOf(at), edges);
    if (cohort >= 0 && cohort < starts.length) cohorts.set(user, cohort);
  }
  const acts: Act[] = [];
  let [latest, bucket] = [NaN, 0];
  for (const { quarter, segment, user } of presence) {
    if (quarter !== latest) [latest, bucket] = [quarter, bucketAt(quarter, edges)];
    const cohort = cohorts.get(user);
    if (cohort !== undefined) acts.push({ segment, user, bucket, cohort });
  }
  return { acts };
}

function answer(
  { acts }: RetentionRows,
  { buckets: { starts } }: Scope,
): Series<RetentionRow, RetentionSummary> {
  const cohorts = followUp(acts, starts.length);
  const sizes = cohorts.map(([size = 0]) => size);
  return {
    data: cohorts.map((active, i) => ({
      date: isoOf(starts[i] ?? 0),
      size: sizes[i] ?? 0,
      active,
    })),
    summary: {
      users: sum(sizes),
      retention: starts.map((_, n) => {
        const old = cohorts.slice(0, cohorts.length - n);
        return rate(sum(old.map((active) => active[n] ?? 0)), sum(sizes.slice(0, old.length)));
      }),
    },
  };
}

/** Counts, for each cohort, its users in each bucket from its own on. */
function followUp(acts: readonly Act[], buckets: number): readonly (readonly number[])[] {
  const cohorts = Array.from({ length: buckets }, (_, i) => zeros(buckets - i));
  const seenIn = new Map<number, number>();
  for (const { user, bucket, cohort } of acts) {
    const latest = seenIn.get(user);
    // acts ascend: whose earliest lies after the cohort was not active in it, under the filters
    if (latest === bucket || (latest === undefined && bucket !== cohort)) continue;
    seenIn.set(user, bucket);
    const active = cohorts[cohort];
    if (active) active[bucket - cohort] = (active[bucket - cohort] ?? 0) + 1;
  }
  return cohorts;
}

function zeros(length: number): number[] {
  return Array.from({ length }, () => 0);
}

function tooMany({ dimension = 'day', compare }: RetentionOptions): Error {
  const of = compare ? 'the range or of the one before it' : 'the range';
  const remedy = dimension === 'day' ? 'weeks or a shorter range' : 'a shorter range';
  const problem = `makes more than ${MAX_COHORTS} cohorts of ${of}: choose ${remedy}`;
  return invalidOptions([{ path: 'dimension', value: dimension, problem }]);
}
