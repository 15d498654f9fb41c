/** Report `handover`: who asked for a human, why, and what became of it (R2). */

import type { HandoverReason, HandoverVia } from '../../model/call.ts';
import { HANDOVER_REASONS, HANDOVER_VIAS } from '../../model/call.ts';
import type { EpochMs, Quarter } from '../../model/time.ts';
import { quarterOf } from '../../model/time.ts';
import type { HandoverRow, ReportReads, SessionRow } from '../../record/reads.ts';
import { splitRows } from '../../record/rows.ts';
import type { Rows } from '../../record/rows.ts';
import { distinctUsers } from './active-users.ts';
import type { Dated, GroupedReport, Series, SeriesReport } from '../answer.ts';
import { isoOf } from '../answer.ts';
import { bucketAt, byActivity } from '../time/by-bucket.ts';
import { sessionSeriesSchema } from '../options.ts';
import type { PopulationRows } from './population.ts';
import { activeUsers, loadPopulation, ofActiveUsers } from './population.ts';
import type { Rate } from '../rate.ts';
import { medianMs, rate } from '../rate.ts';
import type { Scope } from '../scope.ts';
import { dialogSpanOf } from '../scope.ts';
import { reportOf } from '../question.ts';

export interface HandoverCounts {
  /** Requests for a human, each at its own time. */
  readonly requests: number;
  /** Sessions active in the bucket with at least one request, whenever that was. */
  readonly chatsWithRequests: number;
  readonly chatsWithoutRequests: number;
}

export interface HandoverSeriesRow extends Dated, HandoverCounts {}

export interface HandoverSummary extends HandoverCounts {
  /** Requests by reason. */
  readonly byReason: Readonly<Record<HandoverReason, number>>;
  /** Requests by the way: a human takes over, or a ticket is written. */
  readonly byVia: Readonly<Record<HandoverVia, number>>;
  /** Requests that were accepted, failed or completed in the range, whenever they were made. */
  readonly accepted: number;
  readonly failed: number;
  readonly completed: number;
  /** Active users with at least one request in the range / active users (R2), in percent. With `dialog`: of the users of its sessions. */
  readonly handoverRate: Rate;
  /** Sessions with at least one request / sessions, in percent. */
  readonly chatHandoverRate: Rate;
  /**
   * From request to acceptance, of those accepted in the range, 0 where the acceptance came late and
   * lies before the request; `null` if none was accepted.
   */
  readonly medianTimeToAcceptMs: number | null;
}

export interface HandoverReport extends SeriesReport<HandoverSeriesRow, HandoverSummary> {}
export interface GroupedHandoverReport extends GroupedReport<HandoverSeriesRow, HandoverSummary> {}

/** @internal */
export const handover = reportOf({
  name: 'handover',
  schema: sessionSeriesSchema,
  load,
  answer,
});

type HandoverRows = PopulationRows<'handovers'> & { readonly handovers: readonly HandoverRow[] };

async function load(reads: ReportReads, scope: Scope): Promise<HandoverRows> {
  return {
    ...(await loadPopulation(reads, scope, ['handovers'])),
    handovers: await reads.handovers(dialogSpanOf(scope)),
  };
}

function answer(rows: HandoverRows, scope: Scope): Series<HandoverSeriesRow, HandoverSummary> {
  const { starts, edges } = scope.buckets;
  const sessions = byActivity(rows.sessions, edges);
  const requests = splitRows(rows.handovers, starts.length, ({ requestedAt }, put) =>
    put(bucketAt(quarterOf(requestedAt), edges)),
  );
  return {
    data: starts.map((start, i) => ({
      date: isoOf(start),
      requests: requests[i]?.length ?? 0,
      ...countChats(sessions[i] ?? []),
    })),
    summary: summarize(rows, scope),
  };
}

function summarize(rows: HandoverRows, scope: Scope): HandoverSummary {
  const { handovers, sessions } = rows;
  const [from, to] = [quarterOf(scope.range.from), quarterOf(scope.range.to)];
  const requests = handovers.filter((row) => isWithin(row.requestedAt, from, to));
  const countOf = (of: 'acceptedAt' | 'failedAt' | 'completedAt'): number =>
    handovers.filter((row) => isWithin(row[of], from, to)).length;
  const waits = handovers
    .filter(({ acceptedAt }) => isWithin(acceptedAt, from, to))
    .map(({ requestedAt, acceptedAt }) => Math.max(0, (acceptedAt ?? 0) - requestedAt));
  const chats = countChats(sessions);
  return {
    requests: requests.length,
    ...chats,
    byReason: countBy(
      HANDOVER_REASONS,
      requests.map(({ reason }) => reason),
    ),
    byVia: countBy(
      HANDOVER_VIAS,
      requests.map(({ via }) => via),
    ),
    accepted: countOf('acceptedAt'),
    failed: countOf('failedAt'),
    completed: countOf('completedAt'),
    handoverRate: rate(
      distinctUsers(ofActiveUsers(requests, rows, scope)),
      activeUsers(rows, scope),
    ),
    chatHandoverRate: rate(chats.chatsWithRequests, sessions.length),
    medianTimeToAcceptMs: medianMs(waits),
  };
}

function isWithin(at: EpochMs | null, from: Quarter, to: Quarter): boolean {
  if (at === null) return false;
  const quarter = quarterOf(at);
  return quarter >= from && quarter < to;
}

function countChats(sessions: Rows<SessionRow<'handovers'>>): Omit<HandoverCounts, 'requests'> {
  const chatsWithRequests = sessions.filter(({ handovers }) => handovers > 0).length;
  return { chatsWithRequests, chatsWithoutRequests: sessions.length - chatsWithRequests };
}

function countBy<Name extends string>(
  names: readonly Name[],
  values: readonly string[],
): Readonly<Record<Name, number>> {
  const counts = names.map((name) => [name, values.filter((value) => value === name).length]);
  return Object.fromEntries(counts) as Record<Name, number>;
}
