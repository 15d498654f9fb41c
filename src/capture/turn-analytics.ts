/** The API of a turn: what only the bot's own code knows. */

import type {
  ClickType,
  DialogOutcome,
  FeedbackVote,
  HandoverReason,
  HandoverVia,
  PropertyValue,
} from '../model/call.ts';

export interface RecognizedOptions {
  /** The recognizer's confidence, from 0 to 1. */
  readonly score?: number | undefined;
}

export interface FeedbackOptions {
  /**
   * Activity id of the bot's message that was voted on.
   * @defaultValue the bot's last message in the conversation
   */
  readonly messageId?: string | undefined;
}

export interface HandoverOptions {
  /** @defaultValue `after_fallback` if the user's last message was not understood, else `direct` */
  readonly reason?: HandoverReason | undefined;
  /** A human takes the conversation over, or a ticket is written. @defaultValue `takeover` */
  readonly via?: HandoverVia | undefined;
}

export interface ClickDetails {
  readonly type: ClickType;
  /** What stood on the button or link; up to 256 characters. */
  readonly title: string;
  /** Where it led: a URL or the value of the button; up to 256 characters. */
  readonly destination?: string | undefined;
}

/**
 * What the bot's code can tell about the turn it runs in: `analytics.of(context)`.
 *
 * No method throws, waits or answers anything. A call with a wrong argument is counted
 * `invalid_call` and told to `onError`. Calls are good after the turn too, for an hour. Words
 * (topics, intents, dialogs …) are non-empty and kept up to 256 characters.
 */
export interface TurnAnalytics {
  /** The message of this turn was understood; the last verdict of a turn wins. */
  recognized(intent?: string, options?: RecognizedOptions): void;
  /** The message of this turn was not understood. */
  unrecognized(reason?: string): void;
  /** Adds a topic to the session. */
  setTopic(topic: string): void;
  /** The result that the session came to; the last one of a session wins. */
  setResult(result: string): void;
  /** The user did what the bot is for, e.g. `left phone number`. */
  recordAction(action: string): void;
  /** Whether the session was handled without a human; the last answer of a session wins. */
  setAutomated(automated: boolean): void;
  /** A rating of customer satisfaction: an integer from 1 to 5. */
  rateCsat(score: number): void;
  /** A net promoter rating: an integer from 0 to 10. */
  rateNps(score: number): void;
  /** A vote on one message of the bot; `none` takes an earlier vote back. */
  recordFeedback(vote: FeedbackVote, options?: FeedbackOptions): void;
  /** A human is wanted. */
  requestHandover(options?: HandoverOptions): void;
  /** A human has taken the conversation. */
  acceptHandover(): void;
  /** No human could be found. */
  failHandover(): void;
  /** The human has given the conversation back. */
  completeHandover(): void;
  startDialog(dialog: string): void;
  endDialog(dialog: string, outcome: DialogOutcome): void;
  /** A click that reached the bot's code, e.g. by a redirect page of its own. */
  recordClick(click: ClickDetails): void;
  /** Begins a new session with this turn, however short the silence was. */
  startSession(): void;
  /** Ends the session with this turn. */
  endSession(): void;
  /** Names the person behind the channel's user, from this turn on: ids of several channels become one user. */
  identify(userId: string): void;
  /**
   * An event of the bot's own. At most 64 properties are kept, each a text (up to 256 characters),
   * a finite number or a boolean; others are left out and counted `property_left_out`.
   */
  track(event: string, properties?: Readonly<Record<string, PropertyValue>>): void;
}
