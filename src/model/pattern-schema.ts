/** The schema of the options that list texts and patterns, and what they become. */

import { types } from 'node:util';
import * as z from 'zod';
import type { TextPattern } from './settings.ts';
import { MAX_TEXT_LENGTH } from './turn.ts';

/** Entries of one list. */
const MAX_ENTRIES = 200;

/** Source of `new RegExp('')`. */
const EMPTY_SOURCE = '(?:)';

/** Flags that make a RegExp remember where it was: a pattern is looked for from the start each time. */
const STATEFUL_FLAGS = /[gy]/g;

const entry = z
  .custom<string | RegExp>(
    (value) => typeof value === 'string' || types.isRegExp(value),
    'must be a text, or a regular expression such as /did not understand/i',
  )
  .refine((value) => !isEmpty(value), 'must not be empty: remove it, or say what to look for')
  .refine(
    (value) => typeof value !== 'string' || value.length <= MAX_TEXT_LENGTH,
    `must have at most ${MAX_TEXT_LENGTH} characters: more of a text is not looked at`,
  );

/** A list of texts and regular expressions. */
export const patternList = z
  .array(entry, 'must be a list of texts and regular expressions: ["…", /…/i]')
  .max(MAX_ENTRIES, `must have at most ${MAX_ENTRIES} entries: join several with | in one pattern`)
  .readonly();

/** Turns an entry of a list into what can cross into a thread. */
export function toTextPattern(entry: string | RegExp): TextPattern {
  if (typeof entry === 'string') return { kind: 'text', text: entry };
  const { source, flags } = entry;
  return { kind: 'pattern', source, flags: flags.replace(STATEFUL_FLAGS, '') };
}

function isEmpty(entry: string | RegExp): boolean {
  return typeof entry === 'string' ? entry.trim() === '' : entry.source === EMPTY_SOURCE;
}
