/** Takes the bot's own name out of what was written to it: in groups every message begins with it. */

import { MAX_TEXT_LENGTH } from '../model/turn.ts';
import { canonicalText } from './canonical.ts';
import type { Reader } from './read.ts';
import { MAX_WORD_LENGTH } from './read.ts';

/** Returns the text without the mentions of whom the activity is for. */
export function withoutMentions(read: Reader, activity: unknown, text: string): string {
  const bot = read.id(read.field(activity, 'recipient'), 'id');
  if (bot === undefined || text === '') return text;
  let rest = text;
  for (const entity of read.list(activity, 'entities')) {
    if (read.word(entity, 'type', MAX_WORD_LENGTH) !== 'mention') continue;
    if (read.id(read.field(entity, 'mentioned'), 'id') !== bot) continue;
    const words = canonicalText(read.field(entity, 'text'), MAX_TEXT_LENGTH) ?? '';
    if (words !== '') rest = rest.replace(words, ' ');
  }
  return rest === text ? text : rest.trim();
}
