/** Hashes by which words and values are known again without being kept. */

import { SHORT_KEY_LENGTH } from '../model/state.ts';
import type { Draft } from './draft.ts';
import { normalized } from './text.ts';

/** Of the words of a button or choice, compared without regard to case and white space. */
export function wordsKey(draft: Draft, text: string): string {
  return draft.input.activityKey(`words:${normalized(text)}`);
}

/** Of an entry of a value. */
export function entryKey(draft: Draft, entry: string): string {
  return draft.input.activityKey(`value:${entry}`);
}

/** Of a text with which the bot asks for input. */
export function promptKey(draft: Draft, text: string): string {
  return draft.input.activityKey(`prompt:${normalized(text)}`);
}

/** Of a member of the conversation: an id may be a phone number, so that a plain hash is not enough. */
export function memberKey(draft: Draft, id: string): string {
  return memberKeyOf(draft.input.textKey, id);
}

/** The same by what makes keys of texts. */
export function memberKeyOf(textKey: (words: string) => string, id: string): string {
  // no text that is kept has a line break in it
  return textKey(`member\n${id}`).slice(0, SHORT_KEY_LENGTH);
}
