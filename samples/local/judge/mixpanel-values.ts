/**
 * Mixpanel: what ids and values may be, the same for events and profiles.
 *
 * https://docs.mixpanel.com/reference/import-events#high-level-requirements
 */

import { isFields, type Fields } from './fields.ts';

/** Where something is wrong, and what should be there. */
export interface Wrong {
  readonly field: string;
  readonly message: string;
}

/** Mixpanel cuts longer texts off, which makes two values one: a mistake of the sender. */
const MAX_TEXT = 255;
const TOO_MANY = 255;
const MAX_NESTING = 3;

/** An event and a profile update are smaller than this; so are ours, whichever megabyte is meant. */
const TOO_MANY_BYTES = 1_000_000;

/** Most records of a request. */
export const MAX_RECORDS = 2_000;

/** Published for `distinct_id` and `$insert_id`; an id of a device or user becomes a `distinct_id`. */
const FORBIDDEN_IDS: ReadonlySet<string> = new Set([
  '00000000-0000-0000-0000-000000000000',
  'anon',
  'anonymous',
  'nil',
  'none',
  'null',
  'n/a',
  'na',
  'undefined',
  'unknown',
  '<nil>',
  '0',
  '-1',
  'true',
  'false',
  '[]',
  '{}',
]);

/**
 * Judges an id. Mixpanel takes the empty text for "nobody"; here every event is somebody's, so that
 * it would be a mistake.
 */
export function wrongId(value: unknown, field: string): Wrong | undefined {
  if (typeof value !== 'string' || value === '') return { field, message: 'a text, not empty' };
  return FORBIDDEN_IDS.has(value) ? { field, message: 'an id that is not allowed' } : undefined;
}

export function wrongSize(record: object, field: string): Wrong | undefined {
  const isFine = Buffer.byteLength(JSON.stringify(record)) < TOO_MANY_BYTES;
  return isFine ? undefined : { field, message: 'less than 1 MB' };
}

/** Judges names and values, and those inside of them, `depth` objects deep; tells the first mistake. */
export function wrongValues(fields: Fields, path: string, depth = 0): Wrong | undefined {
  if (depth > MAX_NESTING) return { field: path, message: 'nested at most 3 deep' };
  const entries = Object.entries(fields);
  if (entries.length >= TOO_MANY) return { field: path, message: 'fewer than 255 properties' };
  return first(entries, ([name, value]) => {
    const field = `${path}.${name}`;
    if (name.length > MAX_TEXT) return { field: path, message: 'names of at most 255 characters' };
    return wrongValue(value, field, depth);
  });
}

function wrongValue(value: unknown, field: string, depth: number): Wrong | undefined {
  if (typeof value === 'string' && value.length > MAX_TEXT) {
    return { field, message: 'at most 255 characters' };
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return { field, message: 'a finite number' };
  }
  if (Array.isArray(value)) {
    if (value.length >= TOO_MANY) return { field, message: 'fewer than 255 elements' };
    return first(value, (element) => wrongValue(element, `${field}[]`, depth));
  }
  return isFields(value) ? wrongValues(value, field, depth + 1) : undefined;
}

/** Returns what is wrong with the first of the items that something is wrong with. */
export function first<T>(
  items: readonly T[],
  judge: (item: T) => Wrong | undefined,
): Wrong | undefined {
  for (const item of items) {
    const wrong = judge(item);
    if (wrong) return wrong;
  }
  return undefined;
}
