/**
 * What is remembered between turns. Plain JSON, small, every list bounded; written in the transaction
 * that records the turn. Keys are pseudonyms, never the channel's own ids.
 */

import type { FeedbackVote, HandoverReason, HandoverVia } from './call.ts';
import type { MessageClass } from './event.ts';
import type { Segment } from './segment.ts';
import type { EpochMs } from './time.ts';

/** Message turns of a conversation that can still be amended (a late verdict, a continuation), for an hour. */
export const MAX_RECENT_TURNS = 5;

/** Bot messages of a conversation that a vote can still be joined to. */
export const MAX_RATEABLE_MESSAGES = 10;

/**
 * Characters of a pseudonym by which an activity is found again within its own conversation: 64 bits
 * are plenty among so few, and the state is written with every turn.
 */
export const SHORT_KEY_LENGTH = 16;

/** Users whose vote on one message is remembered, so that the last one wins. */
export const MAX_VOTES_PER_MESSAGE = 50;

/** Requests for a human that are open at once in a conversation; the oldest is forgotten first. */
export const MAX_OPEN_HANDOVERS = 10;

/** Different topics recorded per session; more are dropped and counted `topic_limit`. */
export const MAX_TOPICS_PER_SESSION = 100;

/** Dialogs of a session that can be open at once; the outermost is forgotten first. */
export const MAX_OPEN_DIALOGS = 20;

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
  readonly topics: readonly string[];
  /** The last result wins; when it was recorded. */
  readonly result?: string | undefined;
  readonly resultAt?: EpochMs | undefined;
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
  readonly dialogs: readonly { readonly dialog: string; readonly at: EpochMs }[];
  readonly lastDialog?: string | undefined;
  /** Time of its last event. */
  readonly lastEventAt?: EpochMs | undefined;
  /** Cut by `endSession()`, `endOfConversation` or the next session: nothing joins it but late facts. */
  readonly ended?: true | undefined;
}

/** One user in one conversation: `session` is the latest by arrival, open or not. */
export interface ParticipantState {
  readonly session?: Session;
  readonly sessionCount: number;
  /** Pseudonym of the name that the bot's code gave the user last. */
  readonly identifiedAs?: string;
}

/** What can still be amended about one turn. */
export interface RecentTurn {
  readonly turnId: string;
  /** Pseudonym of the incoming activity's id, if it had one. */
  readonly activityKey?: string;
  /** Its message, if the turn was one. */
  readonly message?: {
    readonly at: EpochMs;
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
    /** The bot has answered it: only the first answer carries a response time. */
    readonly answered: boolean;
  };
}

/** A bot message that users can vote on. */
export interface RateableMessage {
  /** Pseudonym of its activity id; absent where the channel gave none. */
  readonly key?: string;
  readonly at: EpochMs;
  /** Index in the conversation's `segments`. */
  readonly segment: number;
  readonly dialog?: string;
  /** Last vote by user number; at most {@link MAX_VOTES_PER_MESSAGE}. */
  readonly votes: readonly (readonly [user: number, vote: FeedbackVote])[];
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
  readonly rateable: readonly RateableMessage[];
  /** In a group each user can have one. */
  readonly handovers: readonly OpenHandover[];
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
  rateable: [],
  handovers: [],
};
export const EMPTY_PARTICIPANT: ParticipantState = { sessionCount: 0 };
