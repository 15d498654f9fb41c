/** The `value` of a trace: an object as a rule, JSON in some recordings, in .NET's spelling in others. */

import type { Reader } from './read.ts';

/** Longest JSON that is parsed, in UTF-16 units: parsing runs on the bot's thread. */
const MAX_JSON_LENGTH = 131_072;

/** Returns the `value` of an activity; of JSON in a text what it says. */
export function traceValue(read: Reader, activity: unknown): unknown {
  return parsed(read.field(activity, 'value'));
}

/** Returns what JSON in a text says, and everything else as it is; `undefined` for a text that is none, or too long. */
export function parsed(value: unknown, maxLength = MAX_JSON_LENGTH): unknown {
  if (typeof value !== 'string') return value;
  if (value.length > maxLength || !/^\s*[[{]/u.test(value)) return undefined;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}

/** Returns a field by its camelCase name or, failing that, by its PascalCase one. */
export function anyCase(read: Reader, source: unknown, key: string): unknown {
  const value = read.field(source, key);
  if (value !== undefined || source === null || typeof source !== 'object') return value;
  return read.field(source, `${key.charAt(0).toUpperCase()}${key.slice(1)}`);
}

/** Returns a count or index; `undefined` for what is no integer from 0 up. */
export function wholeNumber(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined;
}
