/** What the rules look at, and what the first of them that decides says. */

import type { Confidence, MessageClass, MessageType } from '../../model/event.ts';
import type { InterpretSettings } from '../../model/settings.ts';
import type { Recognition } from '../../model/turn.ts';

/** What the bot's own code said about the message of its turn: the last call wins. */
export type DeveloperVerdict =
  | { readonly class: 'recognized'; readonly intent?: string; readonly score?: number }
  | { readonly class: 'unrecognized'; readonly reason?: string };

/**
 * What became of the prompt that was open when the message came: `accepted` and `rejected` by the
 * stack of dialogs or by the bot asking the same again; `answered` = the bot had asked and went on,
 * which is weaker than what a recognizer has found; `cancelled` = its dialog was given up.
 */
export interface PromptOutcome {
  readonly outcome: 'accepted' | 'rejected' | 'answered' | 'cancelled';
  readonly confidence: Confidence;
}

/** Everything that is known about a message when its turn is over. */
export interface Evidence {
  readonly messageType: MessageType;
  readonly verdict?: DeveloperVerdict | undefined;
  /** A human has the conversation. */
  readonly held: boolean;
  /** It is a button that the bot had offered. */
  readonly click?: Confidence | undefined;
  readonly prompt?: PromptOutcome | undefined;
  /** Of all recognizers of the turn. */
  readonly recognitions: readonly Recognition[];
  readonly thresholds: InterpretSettings['thresholds'];
  /** The bot said one of its configured fallback texts. */
  readonly fallback: boolean;
  /** The bot said something, or handed on to somebody who will. */
  readonly answered: boolean;
  /** The bot threw in this turn. */
  readonly failed: boolean;
}

export interface Classification {
  readonly class: MessageClass;
  /** Name of the rule that decided, or the developer's own word. */
  readonly reason: string;
  readonly confidence: Confidence;
  readonly intent?: string;
  readonly score?: number;
}

/** Answers nothing where it cannot decide. */
export type Rule = (evidence: Evidence) => Classification | undefined;
