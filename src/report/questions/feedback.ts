/** Report `feedback`: thumbs up and down on what the bot said (R2). */

import * as z from 'zod';

import type { FeedbackVote } from '../../model/call.ts';
import { FEEDBACK_VOTES } from '../../model/call.ts';
import type { LabelRow, ReportReads, SessionMarkRow, SessionRow } from '../../record/reads.ts';
import type { Rows } from '../../record/rows.ts';
import type { Dated, GroupedReport, Series, SeriesReport } from '../answer.ts';
import { isoOf } from '../answer.ts';
import { byQuarter } from '../time/by-bucket.ts';
import { groupBy } from '../../model/group-by.ts';
import type { SessionSeriesOptions } from '../options.ts';
import { sessionSeriesShape } from '../options.ts';
import { compareTexts } from '../order.ts';
import { reportOf } from '../question.ts';
import type { Rate } from '../rate.ts';
import { rate } from '../rate.ts';
import type { Scope } from '../scope.ts';
import { dialogSpanOf } from '../scope.ts';

const CHATS = ['more_positive', 'more_negative', 'only_positive'] as const;

/**
 * Which sessions, by the votes on all of their messages (R2). `more_positive`: more positive than
 * negative; `more_negative`: the other way round; `only_positive`: at least one positive, none
 * negative.
 */
export type FeedbackChatsFilter = (typeof CHATS)[number];

/** Options of `feedback`. */
export interface FeedbackReportOptions extends SessionSeriesOptions {
  /** Adds the sessions that users judged so. */
  readonly chats?: FeedbackChatsFilter | undefined;
  /**
   * The most sessions that are listed, from 1 to 1,000,000; only with `chats`.
   * @defaultValue 100
   */
  readonly limit?: number | undefined;
}

/**
 * Pairs of a bot message and a user for whom feedback was offered, or who gave some, by their last
 * vote (R2). Each counts in the bucket of the message, whenever the vote came.
 */
export interface FeedbackCounts {
  /** Like, heart, laugh. */
  readonly positive: number;
  /** Dislike, sad, angry. */
  readonly negative: number;
  /** Any other reaction. */
  readonly neutral: number;
  /** Offered and not given, or taken back. */
  readonly none: number;
}

export interface FeedbackRow extends Dated, FeedbackCounts {}

export interface FeedbackSummary extends FeedbackCounts {
  /** Positive + negative + neutral + none (R2's "all reviewable requests"). */
  readonly reviewable: number;
  /** Positive + negative + neutral. */
  readonly reviewed: number;
  /** Positive / reviewed, in percent. */
  readonly positiveShare: Rate;
}

/** A session with the votes on its bot messages, whenever they were sent. */
export interface FeedbackChat {
  /** Id of the session, as events and destinations name it. */
  readonly session: string;
  readonly startedAt: string;
  /** Its last activity. */
  readonly lastAt: string;
  /** Messages of the user. */
  readonly received: number;
  /** Messages that reached the user. */
  readonly sent: number;
  readonly positive: number;
  readonly negative: number;
  readonly neutral: number;
}

/** Sessions active in the range that the filter lets through. */
export interface FeedbackChats {
  readonly filter: FeedbackChatsFilter;
  /** How many there are, also beyond `limit`. */
  readonly count: number;
  /** By their last activity, the most recent first. */
  readonly sessions: readonly FeedbackChat[];
}

export interface FeedbackReport extends SeriesReport<FeedbackRow, FeedbackSummary> {
  /** With option `chats`. */
  readonly chats?: FeedbackChats;
}

export interface GroupedFeedbackReport extends GroupedReport<FeedbackRow, FeedbackSummary> {
  /** With option `chats`: of all groups. */
  readonly chats?: FeedbackChats;
}

const LIMIT = { default: 100, max: 1_000_000 };
const wholeNumber = 'is no whole number from 1 to 1,000,000';

const feedbackSchema = z
  .strictObject({
    ...sessionSeriesShape,
    chats: z.enum(CHATS).optional(),
    limit: z.int({ error: wholeNumber }).min(1, wholeNumber).max(LIMIT.max, wholeNumber).optional(),
  })
  .refine(({ chats, limit }) => chats !== undefined || limit === undefined, {
    path: ['limit'],
    error: `limits the list of \`chats\`, which has to be one of ${CHATS.join(', ')}`,
  }) satisfies z.ZodType<unknown, FeedbackReportOptions>;

/** @internal */
export const feedback = reportOf({
  name: 'feedback',
  schema: feedbackSchema,
  load,
  answer,
  extras: (
    rows: FeedbackRows,
    _: Scope,
    { chats, limit = LIMIT.default }: FeedbackReportOptions,
  ) => (chats ? { chats: chatsOf(rows, chats, limit) } : {}),
});

type ChatSession = SessionRow<'id' | 'startedAt' | 'lastAt' | 'received' | 'sent'>;

type FeedbackRows = {
  readonly votes: Rows<LabelRow>;
  /** Both empty without option `chats`. */
  readonly sessions: Rows<ChatSession>;
  readonly marks: Rows<SessionMarkRow>;
};

async function load(
  reads: ReportReads,
  scope: Scope,
  { chats }: FeedbackReportOptions,
): Promise<FeedbackRows> {
  const span = dialogSpanOf(scope);
  const votes = await reads.labels({
    ...span,
    edges: scope.buckets.edges,
    kinds: ['feedback'],
  });
  if (!chats) return { votes, sessions: [], marks: [] };
  const fields = ['id', 'startedAt', 'lastAt', 'received', 'sent'] as const;
  return {
    votes,
    sessions: await reads.sessions({ ...span, by: 'activity', fields }),
    marks: await reads.sessionMarks({ ...span, kind: 'feedback' }),
  };
}

function answer(
  { votes }: FeedbackRows,
  { buckets: { starts, edges } }: Scope,
): Series<FeedbackRow, FeedbackSummary> {
  const buckets = byQuarter(votes, edges);
  const counts = countVotes(votes);
  const reviewed = counts.positive + counts.negative + counts.neutral;
  return {
    data: starts.map((start, i) => ({ date: isoOf(start), ...countVotes(buckets[i] ?? []) })),
    summary: {
      ...counts,
      reviewable: reviewed + counts.none,
      reviewed,
      positiveShare: rate(counts.positive, reviewed),
    },
  };
}

function countVotes(
  votes: Iterable<{ readonly label: string; readonly value: number }>,
): FeedbackCounts {
  const counts: Record<FeedbackVote, number> = { positive: 0, negative: 0, neutral: 0, none: 0 };
  for (const { label, value } of votes) if (isVote(label)) counts[label] += value;
  return counts;
}

function isVote(label: string): label is FeedbackVote {
  return (FEEDBACK_VOTES as readonly string[]).includes(label);
}

const LETS_THROUGH: Readonly<Record<FeedbackChatsFilter, (counts: FeedbackCounts) => boolean>> = {
  more_positive: ({ positive, negative }) => positive > negative,
  more_negative: ({ positive, negative }) => negative > positive,
  only_positive: ({ positive, negative }) => positive > 0 && negative === 0,
};

function chatsOf(
  { sessions, marks }: FeedbackRows,
  filter: FeedbackChatsFilter,
  limit: number,
): FeedbackChats {
  const votes = groupBy(
    marks.map(({ session, label, value }) => ({ session, label, value })),
    ({ session }) => session,
  );
  const found: Chat[] = [];
  for (const { number, id, startedAt, lastAt, received, sent } of sessions) {
    const counts = countVotes(votes.get(number) ?? []);
    if (!votes.has(number) || !LETS_THROUGH[filter](counts)) continue;
    found.push({ id, startedAt, lastAt, received, sent, counts });
  }
  const listed = found.toSorted(byRecency).slice(0, limit);
  return { filter, count: found.length, sessions: listed.map(chatOf) };
}

type Chat = Omit<ChatSession, 'number' | 'segment' | 'quarter' | 'later'> & {
  readonly counts: FeedbackCounts;
};

/** Of two that ended in the same millisecond by the id: the order does not depend on the store. */
function byRecency(a: Chat, b: Chat): number {
  return b.lastAt - a.lastAt || compareTexts(a.id, b.id);
}

function chatOf({ id, startedAt, lastAt, received, sent, counts }: Chat): FeedbackChat {
  const { positive, negative, neutral } = counts;
  return {
    session: id,
    startedAt: isoOf(startedAt),
    lastAt: isoOf(lastAt),
    received,
    sent,
    positive,
    negative,
    neutral,
  };
}
