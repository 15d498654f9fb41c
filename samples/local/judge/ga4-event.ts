/** GA4: an event, its parameters and times. */

import { isFields } from './fields.ts';
import { unless, type Ga4Finding } from './ga4-finding.ts';
import { EVENT_NAMES, nameFindings, PARAM_NAMES } from './ga4-names.ts';

const KNOWN_FIELDS: ReadonlySet<string> = new Set(['name', 'params', 'timestamp_micros']);

const MAX_PARAMS = 25;
const MAX_VALUE_LENGTH = 100;
/** Maps, since a parameter may be called `constructor`. */
const LONG_VALUES: ReadonlyMap<string, number> = new Map([
  ['page_title', 300],
  ['page_referrer', 420],
  ['page_location', 1_000],
]);

/** Older than this, an event is stamped anew. */
const MAX_AGE_MS = 72 * 3_600_000;

/** @param now epoch milliseconds; without it, no time is too old or too early */
export function eventFindings(
  event: unknown,
  path: string,
  now: number | undefined,
): readonly Ga4Finding[] {
  if (!isFields(event)) return unless(false, 'VALUE_INVALID', path, 'a JSON object');
  const { name, params = {}, timestamp_micros } = event;
  return [
    ...nameFindings(name, EVENT_NAMES, `${path}.name`),
    ...unknownFields(event, KNOWN_FIELDS, path),
    ...timestampFindings(timestamp_micros, `${path}.timestamp_micros`, now),
    ...paramsFindings(params, `${path}.params`),
  ];
}

export function unknownFields(
  fields: object,
  known: ReadonlySet<string>,
  path: string,
): readonly Ga4Finding[] {
  const prefix = path && `${path}.`;
  return Object.keys(fields)
    .filter((name) => !known.has(name))
    .flatMap((name) => unless(false, 'NAME_INVALID', `${prefix}${name}`, 'no such field'));
}

export function timestampFindings(
  micros: unknown,
  path: string,
  now: number | undefined,
): readonly Ga4Finding[] {
  if (micros === undefined) return [];
  if (typeof micros !== 'number' || !Number.isSafeInteger(micros) || micros <= 0) {
    return unless(false, 'VALUE_INVALID', path, 'whole microseconds since 1970');
  }
  if (now === undefined) return [];
  const ageMs = now - micros / 1_000;
  if (ageMs > MAX_AGE_MS) return unless(false, 'VALUE_OUT_OF_BOUNDS', path, 'at most 72 h ago');
  return unless(ageMs >= 0, 'VALUE_OUT_OF_BOUNDS', path, 'not in the future');
}

function paramsFindings(params: unknown, path: string): readonly Ga4Finding[] {
  if (!isFields(params)) return unless(false, 'VALUE_INVALID', path, 'a JSON object');
  const entries = Object.entries(params);
  return [
    ...unless(entries.length <= MAX_PARAMS, 'EXCEEDED_MAX_ENTITIES', path, 'at most 25'),
    ...entries.flatMap(([name, value]) => [
      ...nameFindings(name, PARAM_NAMES, `${path}.${name}`),
      ...valueFindings(name, value, `${path}.${name}`),
    ]),
  ];
}

function valueFindings(name: string, value: unknown, path: string): readonly Ga4Finding[] {
  const wrong = (rule: string) => unless(false, 'VALUE_INVALID', path, rule);
  if (!isScalar(value)) return wrong('a text or a finite number');
  const own = OWN_RULES.get(name);
  if (own && !own.isFine(value)) return wrong(own.rule);
  const maxLength = LONG_VALUES.get(name) ?? MAX_VALUE_LENGTH;
  const isShort = typeof value === 'number' || value.length <= maxLength;
  return unless(isShort, 'VALUE_OUT_OF_BOUNDS', path, `at most ${maxLength} characters`);
}

/** `items` may be a list, but only shops send it: here it would be a mistake. */
export function isScalar(value: unknown): value is string | number {
  return typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));
}

interface OwnRule {
  readonly rule: string;
  isFine(value: string | number): boolean;
}

/** Parameters that mean something to GA4. */
const OWN_RULES: ReadonlyMap<string, OwnRule> = new Map([
  [
    'session_id',
    {
      rule: 'a text of digits',
      isFine: (value) => typeof value === 'string' && /^\d+$/.test(value),
    },
  ],
  [
    'engagement_time_msec',
    {
      rule: 'a whole number of at least 1',
      isFine: (value) => typeof value === 'number' && Number.isInteger(value) && value >= 1,
    },
  ],
  ['value', { rule: 'a number', isFine: (value) => typeof value === 'number' }],
]);
