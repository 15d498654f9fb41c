/**
 * What a message did to the prompt that was open when it came: by the stack of dialogs before and
 * after its turn, or, for bots that do not tell their stack, by what the bot said before and after.
 */

import type { DialogStack } from '../model/state.ts';
import type { DialogTrace, StackedDialog } from '../model/turn.ts';
import type { PromptOutcome } from './rules/rule.ts';
import { normalized } from './text.ts';

export interface StackChange {
  readonly before: DialogStack;
  readonly after: DialogTrace;
  /** Words of the messages that the bot sent in the turn. */
  readonly replies: readonly string[];
  /** Tells whether the bot had asked with these words in its last turn. */
  readonly isRepeated?: (words: string) => boolean;
}

/** Tells what became of the prompt; `undefined` if none was open, or if the stack does not tell. */
export function promptOutcome(change: StackChange): PromptOutcome | undefined {
  const { before, after } = change;
  if (!isWaiting(before)) return undefined;
  if (isSamePrompt(before, after)) return unmoved(change);
  if (after.dialogs.length === 0 && after.ended === 'cancelled') {
    return { outcome: 'cancelled', confidence: 'probable' };
  }
  if (startedOver(before, after) || isDigression(before, after)) return undefined;
  return { outcome: 'accepted', confidence: 'certain' };
}

/** Something waits for an answer: a prompt, or a step of a waterfall. */
function isWaiting({ prompt, dialogs }: DialogStack): boolean {
  return prompt !== undefined || dialogs.at(-1)?.step !== undefined;
}

function isSamePrompt(before: DialogStack, after: DialogTrace): boolean {
  return (
    before.prompt?.id === after.prompt?.id &&
    before.dialogs.length === after.dialogs.length &&
    before.dialogs.every((dialog, i) => isSame(dialog, after.dialogs[i], ['step', 'instance']))
  );
}

function isSame(
  a: StackedDialog,
  b: StackedDialog | undefined,
  fields: readonly (keyof StackedDialog)[],
): boolean {
  return a.id === b?.id && fields.every((field) => a[field] === b[field]);
}

/** The same prompt is still open: it refused the message, or something else took it. */
function unmoved(change: StackChange): PromptOutcome | undefined {
  const { before, after, replies } = change;
  if (!after.prompt) return undefined;
  const { attempts, texts } = after.prompt;
  if (attempts !== undefined) {
    if (attempts <= (before.prompt?.attempts ?? 0)) return undefined;
    return { outcome: 'rejected', confidence: 'certain' };
  }
  if (after.interrupted || replies.length === 0) return undefined;
  if (!replies.every(asking(texts, change))) return undefined;
  return { outcome: 'rejected', confidence: texts.length === 0 ? 'probable' : 'certain' };
}

/** Returns what tells whether the bot asks with these words. */
function asking(texts: readonly string[], { isRepeated }: StackChange): (words: string) => boolean {
  const asked = texts.map(normalized);
  return (words) =>
    asked.some((text) => normalized(words).startsWith(text)) || isRepeated?.(words) === true;
}

/**
 * The only dialog stands where it stood, in another run: a main dialog that takes any text, looks at it
 * and begins again. Taking the text was no understanding.
 */
function startedOver(before: DialogStack, after: DialogTrace): boolean {
  return (
    before.dialogs.length === 1 &&
    before.prompt?.id === after.prompt?.id &&
    before.dialogs.length === after.dialogs.length &&
    before.dialogs.every((dialog, i) => isSame(dialog, after.dialogs[i], ['step']))
  );
}

/**
 * Another dialog was put on top of the waiting one: the answer is still to come. Where only the new
 * one is seen, nothing may have ended for that: else it was the prompt.
 */
function isDigression({ dialogs }: DialogStack, after: DialogTrace): boolean {
  if (after.innermost && after.ended === 'completed') return false;
  return (
    after.dialogs.length > dialogs.length &&
    dialogs.every((dialog, i) => isSame(dialog, after.dialogs[i], ['step', 'instance']))
  );
}
