/**
 * What `capture/` hands on: turns, and the amendments that come after them.
 *
 * Everything here is plain, structured-cloneable and bounded, and holds no reference into the bot's
 * own objects. Strings are well-formed Unicode without NUL. Ids of over 128 characters are a prefix
 * and their SHA-256 (never clipped: that would merge users); texts are clipped at 4 KB.
 * Ids are still the channel's own: `record/` turns them into pseudonyms before anything is kept.
 */

import type { TurnCall } from './call.ts';
import type { EpochMs } from './time.ts';

/** Longest text of a message that is looked at, in UTF-16 units. Only its length is ever stored. */
export const MAX_TEXT_LENGTH = 4_096;

/** Longest id that is kept as it is. */
export const MAX_ID_LENGTH = 128;

/** Facts of one turn (sends, calls); what comes beyond is dropped and counted `turn_limit`. */
export const MAX_FACTS_PER_TURN = 500;

/** Entries of any list read from an activity (members, attachment types …). */
export const MAX_LIST_LENGTH = 64;

/** Somebody an activity comes from or goes to. */
export interface Party {
  readonly id: string;
  /** `user`, `bot`, `skill` … where the channel says so. */
  readonly role?: string;
}

/** A conversation as the SDK names it. */
export interface ConversationRef {
  readonly id: string;
  /** `isGroup`, or the `conversationType` `groupChat` or `channel`. */
  readonly isGroup: boolean;
}

/** Where a turn happened and whose it is: the same for the turn and for all its amendments. */
export interface TurnOrigin {
  /** Unique over all processes; at most 24 characters of `[0-9a-z-]`. Events derive their ids from it. */
  readonly turnId: string;
  /** When the turn began, by the bot's clock. */
  readonly receivedAt: EpochMs;
  /**
   * The time of the turn: the activity's own if at most 24 h before its receipt and 1 h after it,
   * else that of its receipt. The facts of the turn and of its amendments are timed from here on.
   */
  readonly at: EpochMs;
  /** Base channel: `channelId` up to the first `:`; `'unknown'` if there is none. */
  readonly channel: string;
  /** What stands behind the first `:` of `channelId`. */
  readonly subChannel?: string;
  readonly conversation?: ConversationRef;
  readonly from?: Party;
  readonly recipient?: Party;
  /** Set by the SDK when another bot called. */
  readonly callerId?: string;
  readonly locale?: string;
  readonly device?: string;
  readonly browser?: string;
  /** What the `isTest` option said, or that the channel is `emulator`. */
  readonly test: boolean;
  /** What the `identify` option answered: the person behind the channel's user id. */
  readonly identity?: string;
}

/** The fields of an activity that later stages need. */
export interface CapturedActivity {
  readonly type: string;
  readonly id?: string;
  /** Of an `event` or `invoke`. */
  readonly name?: string;
  /** Clipped at {@link MAX_TEXT_LENGTH}. Never stored, never forwarded. */
  readonly text?: string;
  /** Length of the text before clipping, in UTF-16 units. */
  readonly textLength?: number;
  readonly replyToId?: string;
  /** Whom an outgoing activity is addressed to. */
  readonly recipient?: Party;
  readonly attachmentCount: number;
  /** `value` is neither undefined nor null. */
  readonly hasValue: boolean;
  readonly inputHint?: string;
  /** Members that a `conversationUpdate` added or removed, at most {@link MAX_LIST_LENGTH} each. */
  readonly membersAdded?: readonly Party[];
  readonly membersRemoved?: readonly Party[];
  /** `code` of an `endOfConversation`, `action` of an `installationUpdate`. */
  readonly code?: string;
  /** `value.state` of a `handoff.status` event. */
  readonly handoffState?: string;
  /** `value.trigger` of an `adaptiveCard/action` invoke: `automatic` is a card that refreshes itself. */
  readonly cardTrigger?: string;
  /** `streamType` of the `streaminfo` entity: only `final` is a message that reached the user. */
  readonly streamType?: string;
}

/**
 * How an outgoing activity ended: `unknown` = the channel took it but the answer was lost
 * (an un-awaited send whose turn was over), which counts as sent.
 */
export type SendStatus = 'sent' | 'failed' | 'unknown';

/**
 * The unit in which the books (`health`) count: an activity that came in or went out, an update or
 * delete of one, or a call of the turn's API. `at` is the time of the turn plus what has passed
 * since its receipt: an answer follows its message by as long as the bot took, however long the
 * channel had queued the message.
 */
export type Fact =
  | {
      readonly type: 'incoming';
      /** The time of the turn. */
      readonly at: EpochMs;
      /** The activity's own time was missing, unreadable or out of range. */
      readonly atReceipt?: true;
      readonly activity: CapturedActivity;
    }
  | {
      readonly type: 'outgoing';
      readonly at: EpochMs;
      readonly activity: CapturedActivity;
      readonly status: SendStatus;
    }
  | { readonly type: 'updated' | 'deleted'; readonly at: EpochMs; readonly activityId?: string }
  | { readonly type: 'call'; readonly at: EpochMs; readonly call: TurnCall };

/** One `onTurn`, queued when it ends, thrown or not. Its facts are in the order they happened. */
export interface CapturedTurn {
  readonly type: 'turn';
  readonly origin: TurnOrigin;
  readonly facts: readonly Fact[];
  /**
   * Type of the incoming activity when the turn ended, if another middleware, a skill or a
   * long-running call of the Agents SDK had replaced it by then.
   */
  readonly typeAtEnd?: string;
  /** The bot threw: the error's class name, never its message. */
  readonly error?: { readonly type: string };
}

/**
 * What came after its turn had been queued: the apology of `onTurnError`, an un-awaited send, a
 * verdict from code that ran on.
 */
export interface Amendment {
  readonly type: 'amendment';
  /** Its own id, of the same kind as a turn's. */
  readonly id: string;
  /** The turn that it belongs to. */
  readonly origin: TurnOrigin;
  readonly facts: readonly Fact[];
}

export type Captured = CapturedTurn | Amendment;

/** Returns the id from which the events of a turn or amendment derive theirs. */
export function capturedId(captured: Captured): string {
  return captured.type === 'turn' ? captured.origin.turnId : captured.id;
}
