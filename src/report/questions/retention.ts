/** Report `retention`: of those who came for the first time, how many come back, and when. */

import * as z from 'zod';

import type { Quarter } from '../../model/time.ts';
import type { FirstQuarters, PresenceSet, ReportReads } from '../../record/reads.ts';
import type { Dated, GroupedReport, Series, SeriesReport } from '../answer.ts';
import { isoOf } from '../answer.ts';
import { bucketAt } from '../time/by-bucket.ts';
import { fewOf, highestOf } from './active-users.ts';
import { invalidOptions } from '../issues.ts';
import type { SeriesOptions } from '../options.ts';
import { rangeShape } from '../options.ts';
import { reportOf } from '../question.ts';
import type { Rate } from '../rate.ts';
import { rate, sum } from '../rate.ts';
import type { Scope } from '../scope.ts';
import { cutSpanOf } from '../scope.ts';

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

type RetentionRows = {
  readonly presence: readonly PresenceSet[];
  /** Of all groups together. */
  readonly firstQuarters: FirstQuarters;
};

async function load(
  reads: ReportReads,
  scope: Scope,
  options: RetentionOptions,
): Promise<RetentionRows> {
  const { starts, dimension } = scope.buckets;
  // an empty store is cut into years
  const isTooCoarse = dimension !== 'day' && dimension !== 'week';
  if (isTooCoarse || starts.length > MAX_COHORTS) throw tooMany(options);
  const presence = await reads.presence(cutSpanOf(scope));
  const users = fewOf(presence);
  const { includeTest } = scope;
  return { presence, firstQuarters: await reads.firstQuarters({ users, includeTest }) };
}

function answer(
  rows: RetentionRows,
  { buckets: { starts, edges } }: Scope,
): Series<RetentionRow, RetentionSummary> {
  const cohorts = followUp(rows, edges);
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
function followUp(
  { presence, firstQuarters }: RetentionRows,
  edges: readonly Quarter[],
): readonly (readonly number[])[] {
  const buckets = edges.length - 1;
  const cohorts = Array.from({ length: buckets }, (_, i) => zeros(buckets - i));
  const cohortOf = Int16Array.from(firstQuarters, (first) => bucketAt(first, edges));
  // of each user: the bucket in which it was counted last, from 1 on; 0 = not yet
  const seenIn = new Int16Array(highestOf(presence) + 1);
  for (const { quarter, users } of presence) {
    addActive(cohorts, users, { bucket: bucketAt(quarter, edges), cohortOf, seenIn });
  }
  return cohorts;
}

function addActive(
  cohorts: readonly number[][],
  users: Uint32Array,
  { bucket, cohortOf, seenIn }: Following,
): void {
  for (let i = 0; i < users.length; i++) {
    const user = users[i] ?? 0;
    const cohort = cohortOf[user] ?? NO_COHORT;
    const active = cohorts[cohort];
    const latest = seenIn[user];
    // sets ascend: whose earliest lies after the cohort was not active in it, under the filters
    if (!active || latest === bucket + 1 || (latest === 0 && bucket !== cohort)) continue;
    seenIn[user] = bucket + 1;
    active[bucket - cohort] = (active[bucket - cohort] ?? 0) + 1;
  }
}

interface Following {
  readonly bucket: number;
  /** By user; {@link NO_COHORT} and what lies after the range are none. */
  readonly cohortOf: Int16Array;
  readonly seenIn: Int16Array;
}

const NO_COHORT = -1;

function zeros(length: number): number[] {
  return Array.from({ length }, () => 0);
}

function tooMany({ dimension = 'day', compare }: RetentionOptions): Error {
  const of = compare ? 'the range or of the one before it' : 'the range';
  const remedy = dimension === 'day' ? 'weeks or a shorter range' : 'a shorter range';
  const problem = `makes more than ${MAX_COHORTS} cohorts of ${of}: choose ${remedy}`;
  return invalidOptions([{ path: 'dimension', value: dimension, problem }]);
}
