/**
 * What Mixpanel's import takes, and how a name or value is made to fit.
 *
 * https://docs.mixpanel.com/reference/import-events
 */

import { clipUnits } from './clip.ts';
import { fitText, fitValues } from './fit.ts';
import type { Fitted, Trim } from './fit.ts';
import type { Values } from './mapping.ts';

/** Letters of a name or a text. */
export const MAX_TEXT = 255;

/** Published: fewer than 255; the package that builds the payload adds three. */
export const MAX_PROPERTIES = 250;

/** Mixpanel's own: https://docs.mixpanel.com/docs/data-structure/property-reference/reserved-properties */
const RESERVED_PREFIX = /^(\$|mp_)/;

/** Properties that name somebody or something. */
const IDS: ReadonlySet<string> = new Set(['distinct_id', '$device_id', '$user_id', '$insert_id']);

/** Ids for which Mixpanel refuses a record, since they are most often a mistake. */
const FORBIDDEN_IDS: ReadonlySet<string> = new Set([
  '-1',
  '0',
  '00000000-0000-0000-0000-000000000000',
  '<nil>',
  '[]',
  'anon',
  'anonymous',
  'false',
  'lmy47d',
  'n/a',
  'na',
  'nil',
  'none',
  'null',
  'true',
  'undefined',
  'unknown',
  '{}',
]);

/** Tells whether Mixpanel refuses an id, in whatever case. The empty one it takes: it stands for nobody. */
export function isForbiddenId(id: string): boolean {
  return FORBIDDEN_IDS.has(id.toLowerCase());
}

/** Returns a name for a property that is none of ours: the same where it may, else with `custom_` before it. */
export function fitPropertyName(name: string, taken: ReadonlySet<string>): string {
  const isTaken = taken.has(name) || RESERVED_PREFIX.test(name);
  return clipUnits(isTaken ? `custom_${name}` : name, MAX_TEXT);
}

/** Properties as they are sent, and what was done to them. */
export interface FittedProperties {
  readonly properties: Values;
  readonly trimmed: readonly Trim[];
}

/**
 * Makes the properties of an event fit; those that come first are kept. An id that is refused is left
 * out, `distinct_id` is emptied: without one, Mixpanel makes up a user from the server's address.
 */
export function fitProperties(properties: Values): FittedProperties {
  const { values, trimmed } = fitValues(properties, {
    fitName: (name) => clipUnits(name, MAX_TEXT),
    fitValue: (name, value) => (IDS.has(name) ? fitId(name, value) : fitValue(value)),
    maxCount: MAX_PROPERTIES,
    overLimit: 'properties_over_limit',
  });
  return { properties: values, trimmed };
}

function fitId(
  name: string,
  value: string | number | boolean,
): Fitted<string | number | boolean> | Trim {
  if (!isForbiddenId(String(value))) return fitValue(value);
  return name === 'distinct_id' ? { value: '', trim: 'value_unusable' } : 'value_unusable';
}

function fitValue(value: string | number | boolean): Fitted<string | number | boolean> | Trim {
  if (typeof value === 'string') return fitText(value, MAX_TEXT);
  return typeof value === 'number' && !Number.isFinite(value) ? 'value_unusable' : { value };
}
