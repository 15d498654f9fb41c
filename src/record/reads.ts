/**
 * What the questions in `report/` are answered from: rollups, users and sessions, never events.
 *
 * Rows come as they were recorded, by UTC quarter-hour; buckets, zones, groups and distinct counts
 * are the business of `report/`, so that every store answers alike.
 */

import type { Segment } from '../model/segment.ts';
import type { MessageClass } from '../model/event.ts';
import type { EpochMs, Quarter } from '../model/time.ts';
import type { AudienceReads } from './audience.ts';
import type { LabelKind, MarkKind, Measure } from './measures.ts';
import type { Rows } from './rows.ts';

export interface StoredSegment extends Segment {
  readonly id: number;
}

/** Which facts a report looks at. Segment ids absent = all of them; an empty list = none. */
export interface SegmentQuery {
  readonly segments?: readonly number[] | undefined;
}

/** `[from, to)` in UTC quarter-hours. */
export interface SpanQuery extends SegmentQuery {
  readonly from: Quarter;
  readonly to: Quarter;
}

/**
 * A span that may be cut: what was recorded between two edges may come as one, at the earlier of them, or at
 * the begin of the span. The wider apart they are, the faster.
 */
export interface CutQuery extends SpanQuery {
  /** Ascending. Absent = each quarter-hour is one of them. */
  readonly edges?: readonly Quarter[] | undefined;
}

/** Where a row counts. */
export interface Placed {
  readonly quarter: Quarter;
  readonly segment: number;
}

/** What a user sent in a quarter-hour. */
export interface PresenceFields {
  readonly received: number;
  readonly unrecognized: number;
}

export type PresenceField = keyof PresenceFields;

/**
 * Users of a segment who were active between two edges, and what each has sent there. One may be in a set
 * more than once, and there may be several sets of the same edge and segment: numbers are to be added.
 */
export type PresenceSet<F extends PresenceField = never> = Placed & {
  readonly users: Uint32Array;
  /** No number among them is higher. */
  readonly highest: number;
} & Readonly<Record<F, ArrayLike<number>>>;

/** Of a segment between two edges, with the measures that were asked for: a row, or several to be added. */
export type CounterRow<M extends Measure = Measure> = Placed & Readonly<Record<M, number>>;

export interface PresenceQuery<F extends PresenceField = never> extends CutQuery {
  readonly fields?: readonly F[] | undefined;
}

export interface CounterQuery<M extends Measure = Measure> extends CutQuery {
  readonly measures: readonly M[];
  /** By the places of the edges: where what follows is answered, if not there but together with what follows another. */
  readonly answeredAt?: readonly Quarter[] | undefined;
}

export interface FirstActQuery {
  /** Whose: all users, or these. Those of thousands are found faster among all. */
  readonly users?: readonly number[] | undefined;
  /** Whether acts in test traffic count too; without, one who has acted in test traffic alone has no row. */
  readonly includeTest: boolean;
}

/** The first act of a user on a channel. */
export interface FirstActRow {
  readonly user: number;
  readonly channel: string;
  readonly at: EpochMs;
}

/** Quarter-hours of the first acts of users, by their numbers; {@link NEVER} = none is known. */
export type FirstQuarters = Int32Array;

/** After all that can happen. */
export const NEVER: Quarter = 0x7f_ff_ff_ff;

/** Restricts a question to sessions in which a dialog was opened. */
export interface DialogQuery extends SpanQuery {
  readonly dialog?: string | undefined;
}

/** What is known of a session: always of the whole of it, also of what lies outside of the span. */
export interface SessionFields {
  readonly user: number;
  readonly startedAt: EpochMs;
  readonly lastAt: EpochMs;
  readonly received: number;
  /** Messages neither empty nor a command: at least one makes it a session "with messages". */
  readonly messages: number;
  readonly sent: number;
  readonly handovers: number;
  /** Last automation status: 1 = true, 0 = false, `null` = none. */
  readonly automated: number | null;
  /** Last rating of each kind. */
  readonly csat: number | null;
  readonly nps: number | null;
  /** 1 if it has a result. */
  readonly hasResult: number;
  /** When its timeout has passed: nothing joins it then; `null` = never. */
  readonly closesAt: EpochMs | null;
  /** Class of the last message of the user. */
  readonly lastClass: MessageClass | null;
  /** 1 if the bot's last word was a question that nobody has answered. */
  readonly promptOpen: number;
  /** Innermost dialog that was open at its end, and the step of it. */
  readonly lastDialog: string | null;
  readonly lastStep: number | null;
  /** Id of the session, as events and destinations name it. */
  readonly id: string;
}

export type SessionField = keyof SessionFields;

export interface SessionQuery<F extends SessionField> extends DialogQuery {
  /** Sessions that were active in the span, or those that started in it. */
  readonly by: 'activity' | 'start';
  readonly fields: readonly F[];
}

export type SessionRow<F extends SessionField = SessionField> = Pick<SessionFields, F> & {
  /** Number in the store. */
  readonly number: number;
  readonly segment: number;
  /** First quarter-hour of the span in which it was active; `by: 'start'`: in which it started. */
  readonly quarter: Quarter;
  /** Others of the span, ascending; none with `by: 'start'`. */
  readonly later: readonly Quarter[];
};

export interface LabelQuery extends DialogQuery, CutQuery {
  readonly kinds: readonly LabelKind[];
  /** Only this label. */
  readonly label?: string | undefined;
}

/** How often something was recorded, at its own time and in its own segment; several rows are to be added. */
export interface LabelRow extends Placed {
  readonly kind: LabelKind;
  readonly label: string;
  readonly value: number;
}

/**
 * What a session that was active in the span is marked with, whenever that was: a row per
 * quarter-hour and segment in which it was recorded, to be summed.
 */
export interface SessionMarkRow {
  /** Number of the session; its segment is that of the session. */
  readonly session: number;
  readonly segment: number;
  readonly label: string;
  readonly value: number;
}

/** A request for a human, with at least one of its instants in the span asked for. */
export interface HandoverRow {
  readonly id: string;
  readonly segment: number;
  readonly user: number | null;
  readonly reason: string;
  readonly via: string;
  readonly requestedAt: EpochMs;
  readonly acceptedAt: EpochMs | null;
  readonly failedAt: EpochMs | null;
  readonly completedAt: EpochMs | null;
}

/** First answers to messages of users in a span, summed up: `bucket` is that of `model/histogram.ts`. */
export interface ResponseTimeRow {
  readonly segment: number;
  /** Innermost dialog that was open when the message came; empty = none, or not asked for. */
  readonly dialog: string;
  readonly bucket: number;
  readonly count: number;
  /** Sum of the times, in milliseconds. */
  readonly totalMs: number;
}

export interface PhraseQuery extends SpanQuery {
  /** Absent = all. */
  readonly classes?: readonly MessageClass[] | undefined;
}

/** Messages of one user with one phrase and one class at one instant. */
export interface PhraseRow {
  readonly at: EpochMs;
  readonly segment: number;
  /** Number of the phrase: see {@link Phrase}. */
  readonly phrase: number;
  readonly class: MessageClass;
  /** `null` where nobody is known. */
  readonly user: number | null;
  readonly count: number;
}

/** Messages of a span with one phrase and one class, summed up. */
export interface PhraseCount {
  readonly phrase: number;
  readonly class: MessageClass;
  readonly count: number;
}

/** A text that users send, or the intent that stands for texts that are not kept. */
export interface Phrase {
  readonly number: number;
  readonly kind: 'text' | 'intent';
  /** The text as it was first written, or the name of the intent; empty = no intent. */
  readonly text: string;
}

/** What the reports read. All rows of a span; each read is one statement, or a few of the same kind. */
export interface ReportReads {
  /** At most 1,000 and some. */
  segments(): Promise<readonly StoredSegment[]>;
  /** Time of the first fact, to the quarter-hour. */
  firstFactAt(): Promise<EpochMs | undefined>;
  /** Ascending by quarter-hour. */
  presence<F extends PresenceField = never>(
    query: PresenceQuery<F>,
  ): Promise<readonly PresenceSet<F>[]>;
  counters<M extends Measure>(query: CounterQuery<M>): Promise<Rows<CounterRow<M>>>;
  /** When users have acted for the first time ever. */
  firstQuarters(query: FirstActQuery): Promise<FirstQuarters>;
  firstActsOnChannels(query: Pick<FirstActQuery, 'includeTest'>): Promise<Rows<FirstActRow>>;
  sessions<F extends SessionField>(query: SessionQuery<F>): Promise<Rows<SessionRow<F>>>;
  labels(query: LabelQuery): Promise<Rows<LabelRow>>;
  /** Marks of the sessions that were active in the span. */
  sessionMarks(query: DialogQuery & { readonly kind: MarkKind }): Promise<Rows<SessionMarkRow>>;
  /** Dialogs that were ever started, by segment. */
  knownDialogs(
    query: SegmentQuery,
  ): Promise<readonly { readonly segment: number; readonly dialog: string }[]>;
  handovers(query: DialogQuery): Promise<readonly HandoverRow[]>;
  /** One row per segment, bucket and, if asked for, dialog. */
  responseTimes(query: SpanQuery & { readonly byDialog: boolean }): Promise<Rows<ResponseTimeRow>>;
  phraseCounts(query: PhraseQuery): Promise<readonly PhraseCount[]>;
  /** Of these phrases, or of all. */
  phrases(
    query: PhraseQuery & { readonly phrases?: readonly number[] | undefined },
  ): Promise<Rows<PhraseRow>>;
  /** What these numbers stand for, or all that are intents. */
  phraseTexts(wanted: readonly number[] | 'intents'): Promise<readonly Phrase[]>;
  readonly audience: AudienceReads;
}
