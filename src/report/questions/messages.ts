/** Report `messages`: what users sent, what of it was understood, what the bot sent (R0, R2, R4). */

import type { CounterRow, PresenceField, PresenceSet, ReportReads } from '../../record/reads.ts';
import type { Rows } from '../../record/rows.ts';
import type { Dated, GroupedReport, Series, SeriesReport } from '../answer.ts';
import { isoOf } from '../answer.ts';
import { byQuarter } from '../time/by-bucket.ts';
import { seriesSchema } from '../options.ts';
import type { Rate } from '../rate.ts';
import { rate, ratio } from '../rate.ts';
import type { Scope } from '../scope.ts';
import { cutSpanOf, wholeSpanOf } from '../scope.ts';
import { perUser } from './per-user.ts';
import type { PerUser } from './per-user.ts';
import { reportOf } from '../question.ts';

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
export const messages = reportOf({ name: 'messages', schema: seriesSchema, load, answer });

/** All that is counted of messages. */
const MEASURES = [
  'received',
  'recognized',
  'unrecognized',
  'system',
  'sent',
  'sentByAgent',
  'signals',
] as const satisfies readonly (keyof MessageCounts)[];

/** What is counted of users. */
const FIELDS = ['received', 'unrecognized'] as const satisfies readonly PresenceField[];

type MessagesRows = {
  readonly counters: Rows<CounterRow<keyof MessageCounts>>;
  readonly presence: readonly PresenceSet<PresenceField>[];
};

async function load(reads: ReportReads, scope: Scope): Promise<MessagesRows> {
  return {
    counters: await reads.counters({ ...cutSpanOf(scope), measures: MEASURES }),
    presence: await reads.presence({ ...wholeSpanOf(scope), fields: FIELDS }),
  };
}

function answer(
  { counters, presence }: MessagesRows,
  { buckets: { starts, edges } }: Scope,
): Series<MessagesRow, MessagesSummary> {
  const counts = countMessages(counters);
  const buckets = byQuarter(counters, edges);
  const [received, unrecognized] = perUser(presence, 'received', 'unrecognized');
  return {
    data: starts.map((start, i) => ({ date: isoOf(start), ...countMessages(buckets[i] ?? []) })),
    summary: {
      ...counts,
      unrecognizedPerUser: unrecognized,
      receivedPerUser: received,
      sentPerReceived: ratio(counts.sent, counts.received),
      fallbackRate: rate(counts.unrecognized, counts.recognized + counts.unrecognized),
    },
  };
}

function countMessages(rows: Rows<CounterRow<keyof MessageCounts>>): MessageCounts {
  const counts: Record<keyof MessageCounts, number> = {
    received: 0,
    recognized: 0,
    unrecognized: 0,
    system: 0,
    sent: 0,
    sentByAgent: 0,
    signals: 0,
  };
  // one by one: names that are looked up cost more than all the rest
  for (const row of rows) {
    counts.received += row.received;
    counts.recognized += row.recognized;
    counts.unrecognized += row.unrecognized;
    counts.system += row.system;
    counts.sent += row.sent;
    counts.sentByAgent += row.sentByAgent;
    counts.signals += row.signals;
  }
  return counts;
}
