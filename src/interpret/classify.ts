/**
 * The class of a received message: an ordered list of rules, the first that decides gives class,
 * reason and confidence. The developer's own verdict comes first.
 */

import type { Confidence, MessageClass, MessageType } from '../model/event.ts';
import type { CapturedActivity } from '../model/turn.ts';

/** What the bot's own code said about the message of its turn: the last call wins. */
export type DeveloperVerdict =
  | { readonly class: 'recognized'; readonly intent?: string; readonly score?: number }
  | { readonly class: 'unrecognized'; readonly reason?: string };

/** What the rules look at. */
export interface Evidence {
  readonly messageType: MessageType;
  readonly verdict?: DeveloperVerdict | undefined;
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

type Rule = (evidence: Evidence) => Classification | undefined;

const developer: Rule = ({ verdict }) => {
  if (!verdict) return undefined;
  if (verdict.class === 'unrecognized') {
    return {
      class: 'unrecognized',
      reason: verdict.reason ?? 'developer',
      confidence: 'certain',
    };
  }
  return { ...verdict, reason: 'developer', confidence: 'certain' };
};

const command: Rule = ({ messageType }) =>
  messageType === 'command'
    ? { class: 'system', reason: 'command', confidence: 'certain' }
    : undefined;

const empty: Rule = ({ messageType }) =>
  messageType === 'empty' ? { class: 'system', reason: 'empty', confidence: 'certain' } : undefined;

const turnError: Rule = ({ failed }) =>
  failed ? { class: 'unrecognized', reason: 'turn_error', confidence: 'probable' } : undefined;

const RULES: readonly Rule[] = [developer, command, empty, turnError];

const BY_DEFAULT: Classification = {
  class: 'recognized',
  reason: 'default',
  confidence: 'probable',
};

/** Classifies a received message. */
export function classify(evidence: Evidence): Classification {
  for (const rule of RULES) {
    const classification = rule(evidence);
    if (classification) return classification;
  }
  return BY_DEFAULT;
}

/**
 * Tells what a received message consists of. Empty = no text after trimming, no attachment and no
 * value (R0's empty request); a command = one of the configured ones, alone or before a space
 * (`/start`, `/start campaign-7`).
 */
export function messageTypeOf(
  activity: CapturedActivity,
  systemCommands: readonly string[],
): MessageType {
  const text = activity.text?.trim() ?? '';
  if (text !== '') return isCommand(text, systemCommands) ? 'command' : 'text';
  if (activity.attachmentCount > 0) return 'attachment';
  return activity.hasValue ? 'value' : 'empty';
}

function isCommand(text: string, systemCommands: readonly string[]): boolean {
  const space = text.search(/\s/u);
  const word = (space < 0 ? text : text.slice(0, space)).toLowerCase();
  return systemCommands.includes(word);
}
