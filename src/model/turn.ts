/**
 * What `capture/` hands on: turns, and the amendments that come after them.
 *
 * Everything here is plain, structured-cloneable and bounded, and holds no reference into the bot's
 * own objects. Strings are well-formed Unicode without NUL. Ids of over 128 characters are a prefix
 * and their SHA-256 (never clipped: that would merge users); texts are clipped at 4 KB.
 * Ids are still the channel's own: `record/` turns them into pseudonyms before anything is kept.
 */

import type { ClickType, FeedbackVote, TurnCall } from './call.ts';
import type { EpochMs } from './time.ts';

/**
 * Longest text of a message that is looked at, in UTF-16 units. Only its length is stored, unless the
 * `captureText` option keeps its beginning.
 */
export const MAX_TEXT_LENGTH = 4_096;

/** Longest id that is kept as it is. */
export const MAX_ID_LENGTH = 128;

/** Facts of one turn (sends, calls); what comes beyond is dropped and counted `turn_limit`. */
export const MAX_FACTS_PER_TURN = 500;

/** Entries of any list read from an activity (members, attachment types …). */
export const MAX_LIST_LENGTH = 64;

/** Buttons of one message that are known again when they are pressed. */
export const MAX_BUTTONS_PER_MESSAGE = 25;

/** Fields of a `value` by which a pressed button is known again. */
export const MAX_VALUE_ENTRIES = 20;

/** Dialogs of a stack that are looked at; the innermost are left out first. */
export const MAX_STACK_DEPTH = 20;

/** Somebody an activity comes from or goes to. */
export interface Party {
  readonly id: string;
  /** `user`, `bot`, `skill` … where the channel says so. */
  readonly role?: string;
  /** Of whom the turn is only, and only where the `captureNames` option keeps names. */
  readonly name?: string;
}

/** A conversation as the SDK names it. */
export interface ConversationRef {
  readonly id: string;
  /** `isGroup`, or the `conversationType` `groupChat` or `channel`. */
  readonly isGroup: boolean;
}

/**
 * What a user agreed to. `full`: destinations may know who they are, if the bot's code names them;
 * `anonymous`: pseudonyms only; `none`: what they do is counted of nobody, and told to nobody.
 */
export const CONSENTS = ['full', 'anonymous', 'none'] as const;
export type Consent = (typeof CONSENTS)[number];

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
  /** What the `consent` option answered; absent = `anonymous`, or there is no such option. */
  readonly consent?: Exclude<Consent, 'anonymous'>;
}

/** Programs that tell what a user meant. `other` = what merely looks like a recognizer's result. */
export const RECOGNIZERS = [
  'luis',
  'clu',
  'qna',
  'orchestrator',
  'regex',
  'adaptive',
  'other',
] as const;
export type Recognizer = (typeof RECOGNIZERS)[number];

/** What one recognizer concluded, from its trace or from the state of the turn. */
export interface Recognition {
  readonly recognizer: Recognizer;
  /** The best intent that is none of the names for "none"; absent for a knowledge base. */
  readonly intent?: string;
  /** 0..1; 0 = nothing was found (`None`, the `id: -1` of a knowledge base, an empty list). */
  readonly score: number;
  /** The recognizer's own threshold, where its trace names one. */
  readonly threshold?: number;
}

/** A dialog that waits for the user. */
export interface StackedDialog {
  readonly id: string;
  /** Index of the waterfall's step, or of the adaptive dialog's action. */
  readonly step?: number;
  /** Tells one run of the dialog from the next, where the SDK has a name for it. */
  readonly instance?: string;
}

/** The prompt or input on top of the stack: it asked, and the user's next message answers it. */
export interface StackedPrompt {
  readonly id: string;
  /** How often it has looked at an answer, where the SDK counts. */
  readonly attempts?: number;
  /** Texts with which it asks and asks again, as far as they are known. Never stored. */
  readonly texts: readonly string[];
}

/** The stack of dialogs at the end of a turn, from a `BotState` or `AgentState` trace. Nothing else of the state is kept. */
export interface DialogTrace {
  /** Outermost first; prompts and the plumbing of adaptive dialogs are not among them. */
  readonly dialogs: readonly StackedDialog[];
  readonly prompt?: StackedPrompt;
  /** Only the innermost component has told its dialogs: what waits around it is not among them. */
  readonly innermost?: true;
  /** Something else than the prompt took the message: help, a question, another intent. */
  readonly interrupted: boolean;
  /** How dialogs that are gone have ended, as far as the state tells. */
  readonly ended: 'completed' | 'cancelled';
}

/** A button that the bot offers: as much of it as it takes to know it again when it is pressed. */
export interface OfferedButton {
  /** `quick_reply` = a suggested action, `card_button` = on a card, `link` = opens something and tells nobody. */
  readonly type: ClickType;
  readonly title: string;
  /** What arrives as text when it is pressed. */
  readonly text?: string;
  /** What arrives as value: see {@link CapturedActivity.value}. */
  readonly value?: readonly string[];
  /** Of an `Action.Execute`. */
  readonly verb?: string;
  /** Where it leads: a short scalar value, a URL, a phone number. */
  readonly destination?: string;
}

/** What became of a request for a human, as an activity tells it. */
export const HANDOVER_SIGNS = ['requested', 'accepted', 'failed', 'completed'] as const;
export type HandoverSign = (typeof HANDOVER_SIGNS)[number];

/** The fields of an activity that later stages need. */
export interface CapturedActivity {
  readonly type: string;
  readonly id?: string;
  /** Of an `event` or `invoke`. */
  readonly name?: string;
  /** Clipped at {@link MAX_TEXT_LENGTH}. Never forwarded; stored only as the `captureText` option says. */
  readonly text?: string;
  /** Of what came in: what the `redact` option made of the text. Empty where it failed: such a text is not kept. */
  readonly redactedText?: string;
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
  /** What it says about a handover: the SDK's events, Omnichannel's tags, the `handoverSign` option. */
  readonly handover?: HandoverSign;
  /**
   * Of what came in: the fields of `value` as `name=JSON`, by which a pressed button is known again;
   * a scalar is one entry without a name. Each is canonical as an id is. Never stored.
   */
  readonly value?: readonly string[];
  /** `verb` of an `Action.Execute`. */
  readonly verb?: string;
  /** The channel says that a button was pressed, and of which type. */
  readonly pressed?: ClickType;
  /** Votes that came in: the reaction that was added and the one that was taken back. */
  readonly votes?: { readonly added?: FeedbackVote; readonly removed?: FeedbackVote };
  /** Of what went out: its buttons, at most {@link MAX_BUTTONS_PER_MESSAGE}. */
  readonly buttons?: readonly OfferedButton[];
  /** Of what went out: users are asked to vote on it. */
  readonly feedbackOffered?: true;
  /** Of a trace that went out: what a recognizer concluded. */
  readonly recognition?: Recognition;
  /** Of a trace that went out: the dialogs that wait. */
  readonly stack?: DialogTrace;
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
  /** What recognizers left in the state of the turn, whether they sent a trace or not. */
  readonly recognitions?: readonly Recognition[];
  /** All dialogs that wait, from the bot's state as it was when the turn ended; better than what traces tell. */
  readonly stack?: DialogTrace;
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
