/**
 * The class of a received message: an ordered list of rules, the first that decides gives class,
 * reason and confidence. The developer's own verdict comes first.
 */

import type { MessageType } from '../model/event.ts';
import type { CapturedActivity } from '../model/turn.ts';
import { certainClick, probableClick } from './rules/click.ts';
import { developer } from './rules/developer.ts';
import { fallbackText } from './rules/fallback.ts';
import { human } from './rules/human.ts';
import { noAnswer } from './rules/no-answer.ts';
import { dialogCancelled, promptAccepted, promptRejected } from './rules/prompt.ts';
import { recognizers } from './rules/recognizers.ts';
import type { Classification, Evidence, Rule } from './rules/rule.ts';
import { system } from './rules/system.ts';
import { turnError } from './rules/turn-error.ts';

/** In the order in which they are asked. */
const RULES: readonly Rule[] = [
  developer,
  system,
  human,
  certainClick,
  promptAccepted,
  promptRejected,
  dialogCancelled,
  recognizers,
  fallbackText,
  noAnswer,
  probableClick,
  turnError,
];

export const BY_DEFAULT: Classification = {
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
 * (`/start`, `/start campaign-7`), or one of the Bot Inspector.
 */
export function messageTypeOf(
  activity: CapturedActivity,
  systemCommands: readonly string[],
): MessageType {
  if (activity.type !== 'message') return 'value';
  const text = activity.text?.trim() ?? '';
  if (text !== '') return isCommand(text, systemCommands) ? 'command' : 'text';
  if (activity.attachmentCount > 0) return 'attachment';
  return activity.hasValue ? 'value' : 'empty';
}

function isCommand(text: string, systemCommands: readonly string[]): boolean {
  return systemCommands.includes(commandOf(text)) || INSPECTION.test(text);
}

/** What the SDK's InspectionMiddleware takes for itself. */
const INSPECTION = /^\/inspect\s+(?:open|attach)\b/iu;

/** The first word in lower case, without the bot's name that Telegram's groups put behind it (`/start@shop_bot`). */
function commandOf(text: string): string {
  const [word = ''] = text.toLowerCase().split(/[\s@]/u, 1);
  return word;
}

/**
 * What a deep link into the bot carried: the word behind `/start`, as Telegram defines it (letters,
 * digits, `_` and `-`, at most 64). `undefined` for anything else.
 */
export function startPayload(activity: CapturedActivity): string | undefined {
  return START.exec(activity.text?.trim() ?? '')?.[1];
}

const START = /^\/start(?:@\S+)?\s+([\w-]{1,64})$/iu;
