/**
 * Breaks a `value` up into entries by which a button is known again when it is pressed: what the bot
 * offered and what comes back go through the same door, and what comes back may hold more.
 */

import { MAX_VALUE_ENTRIES } from '../model/turn.ts';
import { canonicalId, canonicalText } from './canonical.ts';
import type { Reader } from './read.ts';

/** What an entry consists of at most; what is beyond is left out, alike in both directions. */
const MAX_DEPTH = 6;
const MAX_VALUES_PER_ENTRY = 200;
const MAX_KEYS = 64;
const MAX_STRING_LENGTH = 1_024;

/** Where Teams hides what it does with a button: never part of what arrives. */
const TEAMS_KEY = 'msteams';

/**
 * Returns the fields of an object as `name=JSON` in their order, keys within them sorted; a scalar
 * or list is one entry without a name. At most {@link MAX_VALUE_ENTRIES}; each is canonical as an id
 * is. Empty for undefined and null.
 */
export function valueEntries(read: Reader, value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  if (!isFields(read, value)) return defined([canonicalId(stringify(read, value))]);
  const entries: (string | undefined)[] = [];
  for (const key of read.keys(value)) {
    if (entries.length >= MAX_VALUE_ENTRIES) break;
    if (key === TEAMS_KEY) continue;
    const json = stringify(read, read.field(value, key));
    if (json !== undefined) entries.push(canonicalId(`${key}=${json}`));
  }
  return defined(entries);
}

function isFields(read: Reader, value: unknown): value is object {
  return (
    typeof value === 'object' && read.length(value) === undefined && dateText(value) === undefined
  );
}

/** JSON as it crosses the wire, keys sorted; `undefined` for what does not cross it. */
function stringify(read: Reader, value: unknown): string | undefined {
  let left = MAX_VALUES_PER_ENTRY;

  const toJson = (from: unknown, depth: number): string | undefined => {
    left -= 1;
    if (left < 0) return undefined;
    if (from === null || typeof from !== 'object') return scalar(from);
    const date = dateText(from);
    if (date !== undefined) return scalar(date);
    if (depth >= MAX_DEPTH) return 'null';
    const count = read.length(from);
    return count === undefined ? fields(from, depth) : list(from, { count, depth });
  };

  const list = (from: object, { count, depth }: { count: number; depth: number }): string => {
    const items: string[] = [];
    for (let i = 0; i < count && left > 0; i++) {
      items.push(toJson(read.field(from, i), depth + 1) ?? 'null');
    }
    return `[${items.join(',')}]`;
  };

  const fields = (from: object, depth: number): string => {
    const members: string[] = [];
    for (const key of read.keys(from).slice(0, MAX_KEYS).toSorted()) {
      const json = toJson(read.field(from, key), depth + 1);
      if (json !== undefined) members.push(`${quoted(key)}:${json}`);
    }
    return `{${members.join(',')}}`;
  };

  return toJson(value, 0);
}

function scalar(value: unknown): string | undefined {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null';
  if (typeof value === 'boolean') return String(value);
  return value === null ? 'null' : undefined;
}

/** Of a long text the beginning and its length. */
function quoted(text: string): string {
  const json = JSON.stringify(canonicalText(text, MAX_STRING_LENGTH));
  return text.length <= MAX_STRING_LENGTH ? json : `${json}:${text.length}`;
}

/** A date crosses the wire as a text. */
function dateText(value: unknown): string | undefined {
  try {
    return value instanceof Date ? value.toISOString() : undefined;
  } catch {
    return undefined; // it is invalid, or cannot be looked at
  }
}

function defined(entries: readonly (string | undefined)[]): readonly string[] {
  return entries.filter((entry) => entry !== undefined);
}
