/** Hashes by which words and values are known again without being kept. */

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
