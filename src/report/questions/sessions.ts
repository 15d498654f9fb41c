/** Report `sessions`: how many, how long, how many of them with a word of the user (R0, R2). */

import * as z from 'zod';

import type { Quarter } from '../../model/time.ts';
import { quarterOf } from '../../model/time.ts';
import type { ReportReads, SessionRow } from '../../record/reads.ts';
import type { Rows } from '../../record/rows.ts';
import type { Dated, GroupedReport, Series, SeriesReport } from '../answer.ts';
import { isoOf } from '../answer.ts';
import { byActivity, byQuarter } from '../time/by-bucket.ts';
import type { SessionSeriesOptions } from '../options.ts';
import { sessionSeriesShape } from '../options.ts';
import type { PopulationRows } from './population.ts';
import { activeUsers, loadPopulation } from './population.ts';
import type { Rate } from '../rate.ts';
import { meanMs, medianMs, rate, ratio, sum } from '../rate.ts';
import type { Scope } from '../scope.ts';
import { reportOf } from '../question.ts';

const COUNTS = ['active', 'started'] as const;

/** Options of `sessions`. */
export interface SessionsOptions extends SessionSeriesOptions {
  /**
   * `active`: a session counts in every bucket in which it had activity (R0's chart, whose bars may
   * add up to more than the sessions). `started`: in that of its start alone (R3).
   * @defaultValue `'active'`
   */
  readonly count?: (typeof COUNTS)[number] | undefined;
}

export interface SessionCounts {
  /** At least one message of the user that was neither empty nor a command. */
  readonly withMessages: number;
  /** All others: campaigns, `/start`. */
  readonly withoutMessages: number;
  /** Their sum. */
  readonly total: number;
}

export interface SessionsRow extends Dated, SessionCounts {}

/** Each session once, whole: also what of it lies beyond the border of the range. */
export interface SessionsSummary extends SessionCounts {
  /** From the first to the last activity, in whole milliseconds; `null` without a session. */
  readonly meanDurationMs: number | null;
  readonly medianDurationMs: number | null;
  /** Messages received / sessions. */
  readonly messagesPerSession: number | null;
  /** Sessions / active users (with `dialog`: users of these sessions). */
  readonly sessionsPerUser: number | null;
  /** Sessions with exactly one message of the user / sessions with messages, in percent. */
  readonly bounceRate: Rate;
}

export interface SessionsReport extends SeriesReport<SessionsRow, SessionsSummary> {
  readonly count: (typeof COUNTS)[number];
}

export interface GroupedSessionsReport extends GroupedReport<SessionsRow, SessionsSummary> {
  readonly count: (typeof COUNTS)[number];
}

/** @internal */
export const sessionsSchema = z.strictObject({
  ...sessionSeriesShape,
  count: z.enum(COUNTS).optional(),
}) satisfies z.ZodType<unknown, SessionsOptions>;

const FIELDS = ['startedAt', 'lastAt', 'received', 'messages'] as const;

type Field = (typeof FIELDS)[number];

/** @internal */
export const sessions = reportOf({
  name: 'sessions',
  schema: sessionsSchema,
  head: ({ count = 'active' }: SessionsOptions) => ({ count }),
  load: (reads: ReportReads, scope: Scope) => loadPopulation(reads, scope, FIELDS),
  answer,
});

function answer(
  rows: PopulationRows<Field>,
  scope: Scope,
  { count = 'active' }: SessionsOptions,
): Series<SessionsRow, SessionsSummary> {
  const { starts, edges } = scope.buckets;
  const [from = 0, to = 0] = [edges[0], edges.at(-1)];
  const isWithin = (quarter: Quarter): boolean => quarter >= from && quarter < to;
  const started = rows.sessions.filter(({ startedAt }) => isWithin(quarterOf(startedAt)));
  const isActive = count === 'active';
  const buckets = isActive ? byActivity(rows.sessions, edges) : byQuarter(started, edges);
  return {
    data: starts.map((start, i) => ({ date: isoOf(start), ...countSessions(buckets[i] ?? []) })),
    summary: summarize(isActive ? rows.sessions : started, activeUsers(rows, scope)),
  };
}

function countSessions(some: Rows<SessionRow<Field>>): SessionCounts {
  const withMessages = some.filter(({ messages }) => messages > 0).length;
  return { withMessages, withoutMessages: some.length - withMessages, total: some.length };
}

function summarize(some: Rows<SessionRow<Field>>, users: number): SessionsSummary {
  const counts = countSessions(some);
  const durations = some.map(({ startedAt, lastAt }) => lastAt - startedAt);
  return {
    ...counts,
    meanDurationMs: meanMs(durations),
    medianDurationMs: medianMs(durations),
    messagesPerSession: ratio(sum(some.map(({ received }) => received)), counts.total),
    sessionsPerUser: ratio(counts.total, users),
    bounceRate: rate(some.filter(({ messages }) => messages === 1).length, counts.withMessages),
  };
}
