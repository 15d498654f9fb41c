/**
 * What is remembered between turns. Plain JSON, small, every list bounded; written in the transaction
 * that records the turn. Keys are pseudonyms, never the channel's own ids.
 */

import type { ClickType, FeedbackVote, HandoverReason, HandoverVia } from './call.ts';
import type { EventData, MessageClass } from './event.ts';
import type { StackedDialog } from './turn.ts';
import type { Segment } from './segment.ts';
import type { EpochMs } from './time.ts';

/** Message turns of a conversation that can still be amended (a late verdict, a continuation), for an hour. */
export const MAX_RECENT_TURNS = 5;

/** Bot messages of a conversation that a vote can still be joined to. */
export const MAX_BOT_MESSAGES = 10;

/** Of these, the last ones whose buttons are known again when they are pressed. */
export const MAX_OFFERING_MESSAGES = 5;

/** How long a message without an answer may still be answered before it counts as unanswered for good. */
export const SETTLE_AFTER_MS = 60_000;

/**
 * Characters of a pseudonym by which an activity is found again within its own conversation: 64 bits
 * are plenty among so few, and the state is written with every turn.
 */
export const SHORT_KEY_LENGTH = 16;

/** Requests for a human that are open at once in a conversation; the oldest is forgotten first. */
export const MAX_OPEN_HANDOVERS = 10;

/** Members of a conversation of whom it is remembered that they were added before: more than one activity can carry. */
export const MAX_WELCOMED = 100;

/** Different topics recorded per session; more are dropped and counted `topic_limit`. */
export const MAX_TOPICS_PER_SESSION = 100;

/** Dialogs of a session that can be open at once; the outermost is forgotten first. */
export const MAX_OPEN_DIALOGS = 20;

/** A dialog of a session that was started and not yet ended. */
export interface OpenDialog {
  readonly dialog: string;
  readonly at: EpochMs;
  /** Known from the SDK's stack of dialogs, and not from a call. */
  readonly traced?: true;
}

/** A topic of a session, which counts once: where it was set first, by its time. */
export interface RecordedTopic {
  readonly topic: string;
  readonly at: EpochMs;
  /** If it is another than that of the session. */
  readonly segment?: Segment;
}

/** The session of one user in one conversation. */
export interface Session {
  /** Id of the turn or amendment that opened it, with a suffix if it opened several. */
  readonly id: string;
  /** 1 for the first session of this user in this conversation. */
  readonly number: number;
  readonly segment: Segment;
  /** Number of the user in the store. */
  readonly user: number;
  /** Time of the fact that opened it: fixed, destinations know the session by it. */
  readonly openedAt: EpochMs;
  /** First and last activity; a late fact may move the first before `openedAt`. */
  readonly startedAt: EpochMs;
  readonly lastAt: EpochMs;
  /** Messages received; `messages` of them were neither empty nor a command. */
  readonly received: number;
  readonly messages: number;
  readonly sent: number;
  /** Class of the last message that the user sent: decides `after_fallback`. */
  readonly lastClass?: MessageClass | undefined;
  readonly topics: readonly RecordedTopic[];
  /** The last result wins; when and where it was recorded. */
  readonly result?: string | undefined;
  readonly resultAt?: EpochMs | undefined;
  readonly resultSegment?: Segment | undefined;
  /** The last of each wins, by its time and not by its arrival. */
  readonly automated?: boolean | undefined;
  readonly automatedAt?: EpochMs | undefined;
  readonly csat?: number | undefined;
  readonly csatAt?: EpochMs | undefined;
  readonly nps?: number | undefined;
  readonly npsAt?: EpochMs | undefined;
  /** Handover requests. */
  readonly handovers: number;
  /** Dialogs that are open, the innermost last. */
  readonly dialogs: readonly OpenDialog[];
  /** The innermost dialog that was open at the end of its last turn; absent if none was. */
  readonly lastDialog?: string | undefined;
  /** Step of that dialog, where it is known. */
  readonly lastStep?: number | undefined;
  /** The bot's last word was a question that nobody has answered: a prompt waits. */
  readonly promptOpen?: true | undefined;
  /** Silence after which nothing joins it any more; absent = never, 0 = it was cut. */
  readonly timeoutMs?: number | undefined;
  /** Time of its last event. */
  readonly lastEventAt?: EpochMs | undefined;
  /** Cut by `endSession()`, `endOfConversation` or the next session: nothing joins it but late facts. */
  readonly ended?: true | undefined;
}

/** One user in one conversation: `session` is the latest by arrival, open or not. */
export interface ParticipantState {
  readonly session?: Session | undefined;
  readonly sessionCount: number;
  /** Pseudonym of the name that the bot's code gave the user last. */
  readonly identifiedAs?: string | undefined;
}

/** What can still be amended about one turn. */
export interface RecentTurn {
  readonly turnId: string;
  /** Pseudonym of the incoming activity's id, if it had one. */
  readonly activityKey?: string;
  /** The turn that went on with it (a long-running call of the Agents SDK): what comes after that is about this one. */
  readonly continuedBy?: string;
  /** Its message, if the turn was one. */
  readonly message?: {
    readonly at: EpochMs;
    /** From there to its receipt by the bot's clock, if that is another time: the channel queues messages. */
    readonly lagMs?: number;
    readonly class: MessageClass;
    /** No rule decided: the class is what a message is by default. */
    readonly byDefault: boolean;
    /** Class of the user's message before it in the session. */
    readonly classBefore?: MessageClass;
    readonly intent?: string;
    /** Index in the conversation's `segments`. */
    readonly segment: number;
    readonly user?: number;
    readonly sessionId?: string;
    /** Innermost dialog that was open when it came. */
    readonly dialog?: string;
    /** Key of its text, where texts are kept. */
    readonly phrase?: string;
    /** The bot has answered it: only the first answer carries a response time. */
    readonly answered: boolean;
    /** It is of its class because nobody has answered it, for good as it seemed: its own answer may still come. */
    readonly unanswered?: true;
    /** It came from a button: a human asked for in it was asked for by that. */
    readonly clicked?: true;
    /** Nobody has answered it yet, and what it is will be settled by the next fact or at that time. */
    readonly settleAt?: EpochMs;
    /** What its `message_received` says besides the class, for the one that is sent when it is settled. */
    readonly received?: Omit<EventData['message_received'], 'class' | 'reason' | 'confidence'>;
  };
}

/** A button that was offered; what may come back is remembered as hashes. */
export interface RememberedButton {
  readonly type: ClickType;
  readonly title: string;
  readonly destination?: string;
  /** Hashes of the text that arrives and of the title, both without regard to case and white space. */
  readonly texts: readonly string[];
  /** Hashes of the entries of its value; a form adds more to them. */
  readonly value?: readonly string[];
  readonly verb?: string;
}

/** A message of the bot that can still be voted on, answered by a button, or asked again. */
export interface BotMessage {
  /** Pseudonym of its activity id; absent where the channel gave none. */
  readonly key?: string;
  readonly at: EpochMs;
  /** Index in the conversation's `segments`. */
  readonly segment: number;
  /** Absent where it belongs to none. */
  readonly sessionId?: string;
  readonly dialog?: string;
  readonly feedbackOffered?: true;
  /** The bot sent it of its own accord. */
  readonly proactive?: true;
  /** It was sent in the last turn in which the bot said anything. */
  readonly latest: boolean;
  /** Hash of its text, if it asks for input: a prompt that asks the same again was not satisfied. */
  readonly prompt?: string;
  /** Hashes of the numbers and titles of a list of choices in its text. */
  readonly choices?: readonly string[];
  /** Only for the last {@link MAX_OFFERING_MESSAGES}. */
  readonly buttons?: readonly RememberedButton[];
}

/** The last vote of a user on a bot message; `none` also where one was asked for and not given yet. */
export interface StoredVote {
  /** Pseudonym of the message's id, or `@<time>` where the channel gave it none. */
  readonly message: string;
  readonly vote: FeedbackVote;
  readonly messageAt: EpochMs;
  readonly segment: Segment;
  /** Session that the message belongs to. */
  readonly sessionId?: string;
  readonly dialog?: string;
}

/** A dialog that waited when the stack was told last. */
export interface RememberedDialog extends StackedDialog {
  /** The bot's code has ended it since. */
  readonly ended?: true;
  /** Nobody had a session when it was seen first: its start is still to be told. */
  readonly untold?: true;
}

/** The stack of dialogs as the SDK told it last. */
export interface DialogStack {
  readonly dialogs: readonly RememberedDialog[];
  readonly prompt?: { readonly id: string; readonly attempts?: number };
}

/** A request for a human that was not yet failed or completed. */
export interface OpenHandover {
  readonly id: string;
  readonly requestedAt: EpochMs;
  readonly acceptedAt?: EpochMs;
  readonly reason: HandoverReason;
  readonly via: HandoverVia;
  readonly user?: number;
  readonly sessionId?: string;
  /** Last activity of its user: a silence longer than the timeout ends it with the session. */
  readonly lastAt: EpochMs;
  readonly segment: Segment;
}

export interface ConversationState {
  /** The segments that the entries below name by index, so that each stands here once. */
  readonly segments: readonly Segment[];
  readonly recentTurns: readonly RecentTurn[];
  /** The last {@link MAX_BOT_MESSAGES}, oldest first. */
  readonly botMessages: readonly BotMessage[];
  /** In a group each user can have one. */
  readonly handovers: readonly OpenHandover[];
  /** Absent as long as no trace told it. */
  readonly stack?: DialogStack | undefined;
  /** Pseudonyms of the last {@link MAX_WELCOMED} members that were added for the first time, oldest first. */
  readonly welcomed?: readonly string[] | undefined;
}

/** What is known of a user before the turn. */
export interface UserState {
  /** Number in the store. */
  readonly number: number;
  /** First act ever, test traffic aside; absent for one who has only received so far. */
  readonly firstActAt?: EpochMs;
  /** First act in test traffic. */
  readonly firstTestActAt?: EpochMs;
}

export const EMPTY_CONVERSATION: ConversationState = {
  segments: [],
  recentTurns: [],
  botMessages: [],
  handovers: [],
  stack: undefined,
  welcomed: undefined,
};
export const EMPTY_PARTICIPANT: ParticipantState = {
  session: undefined,
  sessionCount: 0,
  identifiedAs: undefined,
};
