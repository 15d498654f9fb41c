/**
 * What `interpret/` concludes, `record/` keeps and `forward/` sends: `kind` is a noun and a past verb.
 *
 * Rollups are a function of events (`record/rollup.ts`) and of nothing else, so that they can be
 * recounted. An event never changes once it is recorded; what turns out to be wrong is mended by
 * another event (`message_reclassified`).
 */

import type {
  ClickType,
  DialogOutcome,
  FeedbackVote,
  HandoverReason,
  HandoverVia,
  PropertyValue,
} from './call.ts';
import type { Segment } from './segment.ts';
import type { EpochMs } from './time.ts';

/** What a received message is. */
export type MessageClass = 'recognized' | 'unrecognized' | 'system';

/** Whether a rule is sure of its conclusion. */
export type Confidence = 'certain' | 'probable';

/** Who wrote a message that reached the user: the bot, or a human who has the conversation. */
export type Author = 'bot' | 'agent';

/** `text`, `attachment` (nothing but files), `value` (a submitted card), `command`, `empty`. */
export type MessageType = 'text' | 'attachment' | 'value' | 'command' | 'empty';

/** What each kind of event says besides the {@link EventBase common part}. */
export interface EventData {
  /** The user's first act ever. */
  readonly user_first_seen: Record<never, never>;
  readonly user_identified: Record<never, never>;
  readonly session_started: {
    /** 1 for the first session of this user in this conversation. */
    readonly sessionNumber: number;
    /** What opened it: a message of the user, another act, or a message of the bot. */
    readonly entryPoint: 'message' | 'act' | 'bot_message';
    /** What a link into the bot carried (`/start campaign-7`). */
    readonly source?: string;
  };
  /** Emitted when an explicit cut or the next session ends it; `at` is its last activity. */
  readonly session_ended: {
    readonly durationMs: number;
    readonly received: number;
    readonly sent: number;
    readonly ended: 'timeout' | 'explicit';
  };
  readonly message_received: {
    readonly class: MessageClass;
    /** The rule that decided, e.g. `developer`, `empty`, `command`, `default`. */
    readonly reason: string;
    readonly confidence: Confidence;
    readonly messageType: MessageType;
    readonly textLength: number;
    readonly attachmentCount: number;
    /** Has words of the user: neither empty nor a command. Such a message makes a session one "with messages". */
    readonly hasContent: boolean;
    /** 1 for the first message of the session; absent outside of one. */
    readonly turnIndex?: number;
    /** Key of its text among the texts that are kept; absent where texts are not kept, or it has none. */
    readonly phrase?: string;
  };
  /** Follows a `message_received` of class recognized. */
  readonly message_recognized: {
    readonly intent?: string;
    readonly score?: number;
    readonly reason: string;
    readonly confidence: Confidence;
    /** As in `message_received`. */
    readonly phrase?: string;
  };
  /** Follows a `message_received` of class unrecognized. */
  readonly message_unrecognized: {
    readonly reason: string;
    readonly confidence: Confidence;
    /** Innermost dialog open at that time. */
    readonly dialog?: string;
  };
  /** A verdict that came after the turn: the message counts as `to` and no longer as `from`. `at` is that of the message. */
  readonly message_reclassified: {
    readonly from: MessageClass;
    readonly to: MessageClass;
    readonly reason: string;
    readonly intent?: string;
    /** The intent that it had before. */
    readonly intentBefore?: string;
    readonly score?: number;
    /** Innermost dialog that was open when the message came. */
    readonly dialog?: string;
    /** As in `message_received`. */
    readonly phrase?: string;
  };
  readonly message_sent: {
    readonly author: Author;
    readonly textLength: number;
    readonly attachmentCount: number;
    /** From the user's message to this one; on the first message sent in answer only. */
    readonly responseTimeMs?: number;
    /** With `responseTimeMs`: the innermost dialog that was open when the user's message came. */
    readonly dialog?: string;
    /** Sent outside of a turn of the user (a campaign, a reminder). */
    readonly proactive: boolean;
    /** Users are asked to vote on it. Absent where its user's vote on it has come in before it. */
    readonly feedbackOffered?: true;
  };
  /** An update or delete of an activity that was sent before. Counted, in no report. */
  readonly message_updated: Record<never, never>;
  readonly message_deleted: Record<never, never>;
  /** An activity of the channel that is no message, click or feedback. */
  readonly signal_received: { readonly type: string; readonly name?: string };
  /**
   * `welcomed`: those of them who had never been added to this conversation before; absent if none.
   * The last 100 are remembered: who is added again after 100 others counts as new.
   */
  readonly member_added: { readonly count: number; readonly welcomed?: number };
  readonly member_removed: { readonly count: number };
  readonly turn_failed: { readonly errorType: string };
  readonly topic_set: { readonly topic: string };
  /** It turned out to have been set earlier: here it no longer counts. `at` and `segment` are those at which it was recorded. */
  readonly topic_replaced: { readonly topic: string };
  readonly result_set: { readonly result: string };
  /** A later result of the session takes its place: it no longer counts. `at` and `segment` are those at which it was recorded. */
  readonly result_replaced: { readonly result: string };
  readonly action_recorded: { readonly action: string };
  readonly automation_set: { readonly automated: boolean };
  readonly csat_rated: { readonly score: number };
  readonly nps_rated: { readonly score: number };
  readonly dialog_started: { readonly dialog: string; readonly parent?: string };
  readonly dialog_ended: {
    readonly dialog: string;
    readonly outcome: DialogOutcome;
    readonly durationMs?: number;
  };
  readonly button_clicked: {
    readonly type: ClickType;
    readonly title: string;
    readonly destination?: string;
    readonly confidence: Confidence;
  };
  /** A vote on one bot message; `replaces` is the vote of the same user that it takes the place of. */
  readonly feedback_given: {
    readonly vote: FeedbackVote;
    readonly replaces?: FeedbackVote;
    /** Time of the bot message: its bucket is the one that counts. */
    readonly messageAt: EpochMs;
    /** Session that the bot message belongs to. */
    readonly messageSessionId?: string;
    readonly dialog?: string;
    /** The channel did not say which message: the last one that offered feedback, or the last one. */
    readonly inferred?: true;
  };
  readonly handover_requested: {
    readonly handoverId: string;
    readonly reason: HandoverReason;
    readonly via: HandoverVia;
  };
  readonly handover_accepted: { readonly handoverId: string; readonly waitMs: number };
  readonly handover_failed: { readonly handoverId: string };
  readonly handover_completed: { readonly handoverId: string; readonly durationMs: number };
  /** `track(event, properties)` of the bot's code. */
  readonly custom: {
    readonly name: string;
    readonly properties: Readonly<Record<string, PropertyValue>>;
  };
}

export type EventKind = keyof EventData;

const KINDS: Readonly<Record<EventKind, true>> = {
  user_first_seen: true,
  user_identified: true,
  session_started: true,
  session_ended: true,
  message_received: true,
  message_recognized: true,
  message_unrecognized: true,
  message_reclassified: true,
  message_sent: true,
  message_updated: true,
  message_deleted: true,
  signal_received: true,
  member_added: true,
  member_removed: true,
  turn_failed: true,
  topic_set: true,
  topic_replaced: true,
  result_set: true,
  result_replaced: true,
  action_recorded: true,
  automation_set: true,
  csat_rated: true,
  nps_rated: true,
  dialog_started: true,
  dialog_ended: true,
  button_clicked: true,
  feedback_given: true,
  handover_requested: true,
  handover_accepted: true,
  handover_failed: true,
  handover_completed: true,
  custom: true,
};

/** All kinds, in the order of their description. */
export const EVENT_KINDS = Object.keys(KINDS) as [EventKind, ...EventKind[]];

/** What every event says. */
export interface EventBase {
  /** `<turn or amendment id>-<n>`, at most 36 characters of `[0-9a-z-]`: the same when a batch is recorded again. */
  readonly id: string;
  readonly at: EpochMs;
  readonly turnId: string;
  readonly segment: Segment;
  /** Number of the user in the store; absent where nobody is known. */
  readonly user?: number;
  /** The user did it (a message, a click, a vote): only such an event makes a user new or active. */
  readonly act: boolean;
  /**
   * Counted and not sent, or sent and not counted; absent = both. A conclusion that may still change
   * within the minute is counted at once and sent when it is settled.
   */
  readonly only?: 'reports' | 'destinations';
  /** Session that it belongs to, and when that was opened (fixed for ever: GA4's `session_id`). */
  readonly sessionId?: string;
  readonly sessionOpenedAt?: EpochMs;
  /** Time since the event before it in the session, 0 for the first. */
  readonly sincePreviousMs?: number;
}

export type AnalyticsEventOf<K extends EventKind> = EventBase & {
  readonly kind: K;
  readonly data: EventData[K];
};

/** Discriminated by `kind`. */
export type AnalyticsEvent = { [K in EventKind]: AnalyticsEventOf<K> }[EventKind];

/** Kinds that stay in the store: they mean nothing to a marketer. */
const LOCAL_KINDS = [
  'signal_received',
  'topic_replaced',
  'result_replaced',
  'message_updated',
  'message_deleted',
] as const satisfies readonly EventKind[];

type LocalKind = (typeof LOCAL_KINDS)[number];

/** Kinds that leave the store. */
export type ForwardableKind = Exclude<EventKind, LocalKind>;

/** Kinds that destinations may be told. */
export const FORWARDABLE_KINDS = EVENT_KINDS.filter(isForwardableKind);

/** Tells whether an event is for destinations at all: test traffic never is. */
export function isForwardable(event: AnalyticsEvent): boolean {
  return !event.segment.test && event.only !== 'reports' && isForwardableKind(event.kind);
}

function isForwardableKind(kind: EventKind): kind is ForwardableKind {
  return !(LOCAL_KINDS as readonly EventKind[]).includes(kind);
}
