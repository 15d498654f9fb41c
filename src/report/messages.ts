/** Report `messages`: what users sent, what of it was understood, what the bot sent (R0, R2, R4). */

import type { CounterRow, Measure, PresenceRow, ReportReads } from '../record/store.ts';
import type { Dated, GroupedReport, Series, SeriesReport } from './answer.ts';
import { isoOf } from './answer.ts';
import { byBucket } from './by-bucket.ts';
import { groupBy } from './group-by.ts';
import { seriesSchema } from './options.ts';
import type { Rate } from './rate.ts';
import { mean, median, rate, ratio, sum } from './rate.ts';
import type { Scope } from './scope.ts';
import { edgesOf, segmentIds } from './scope.ts';
import { seriesReport } from './series.ts';

export interface MessageCounts {
  /** Messages from users, empty ones and commands included: `recognized + unrecognized + system`. */
  readonly received: number;
  readonly recognized: number;
  readonly unrecognized: number;
  /** Commands and empty messages. R0's "System" is `system + signals`. */
  readonly system: number;
  /** Messages that reached users, `sentByAgent` among them. */
  readonly sent: number;
  /** Written by a human who had the conversation. */
  readonly sentByAgent: number;
  /** Activities of the channel that are no message, click or feedback. */
  readonly signals: number;
}

export interface MessagesRow extends Dated, MessageCounts {}

/** Of the active users of a range, those who sent nothing included; `null` if there are none. */
export interface PerUser {
  readonly mean: number | null;
  readonly median: number | null;
}

export interface MessagesSummary extends MessageCounts {
  readonly unrecognizedPerUser: PerUser;
  readonly receivedPerUser: PerUser;
  /** `sent / received`. */
  readonly sentPerReceived: number | null;
  /** `unrecognized / (recognized + unrecognized)`, in percent. */
  readonly fallbackRate: Rate;
}

export interface MessagesReport extends SeriesReport<MessagesRow, MessagesSummary> {}
export interface GroupedMessagesReport extends GroupedReport<MessagesRow, MessagesSummary> {}

/** @internal */
export const messages = seriesReport({ name: 'messages', schema: seriesSchema, load, answer });

const MEASURE_OF = {
  received: 'received',
  recognized: 'recognized',
  unrecognized: 'unrecognized',
  system: 'system',
  sent: 'sent',
  sentByAgent: 'sent_by_agent',
  signals: 'signals',
} as const satisfies Record<keyof MessageCounts, Measure>;

type MessagesRows = {
  /** By the buckets of the report. */
  readonly counters: readonly CounterRow[];
  /** The range in one bucket. */
  readonly presence: readonly PresenceRow[];
};

async function load(reads: ReportReads, scope: Scope): Promise<MessagesRows> {
  const { buckets, range, includeTest } = scope;
  const segments = segmentIds(scope);
  const measures = Object.values(MEASURE_OF);
  return {
    counters: await reads.counters({ edges: buckets.edges, segments, measures }),
    presence: await reads.presence({
      edges: edgesOf(range),
      segments,
      firstAct: 'ever',
      includeTest,
    }),
  };
}

function answer(
  { counters, presence }: MessagesRows,
  { buckets: { starts } }: Scope,
): Series<MessagesRow, MessagesSummary> {
  const counts = countMessages(counters);
  const users = [...groupBy(presence, ({ user }) => user).values()];
  const perUser = (of: 'received' | 'unrecognized'): PerUser => {
    const values = users.map((rows) => sum(rows.map((row) => row[of])));
    return { mean: mean(values), median: median(values) };
  };
  return {
    data: byBucket(counters, starts.length).map((rows, i) => ({
      date: isoOf(starts[i] ?? 0),
      ...countMessages(rows),
    })),
    summary: {
      ...counts,
      unrecognizedPerUser: perUser('unrecognized'),
      receivedPerUser: perUser('received'),
      sentPerReceived: ratio(counts.sent, counts.received),
      fallbackRate: rate(counts.unrecognized, counts.recognized + counts.unrecognized),
    },
  };
}

function countMessages(rows: readonly CounterRow[]): MessageCounts {
  const totals = new Map<Measure, number>();
  for (const { measure, value } of rows) totals.set(measure, (totals.get(measure) ?? 0) + value);
  const of = (name: keyof MessageCounts): number => totals.get(MEASURE_OF[name]) ?? 0;
  return {
    received: of('received'),
    recognized: of('recognized'),
    unrecognized: of('unrecognized'),
    system: of('system'),
    sent: of('sent'),
    sentByAgent: of('sentByAgent'),
    signals: of('signals'),
  };
}
