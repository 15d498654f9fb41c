/**
 * GA4's Measurement Protocol.
 *
 * https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference
 * https://developers.google.com/analytics/devguides/collection/protocol/ga4/sending-events#limitations
 */

import { isFields, parseJson, type Fields } from './fields.ts';
import { eventFindings, isScalar, timestampFindings, unknownFields } from './ga4-event.ts';
import { unless, type Ga4Finding } from './ga4-finding.ts';
import { nameFindings, USER_PROPERTY_NAMES } from './ga4-names.ts';

export interface Ga4Request {
  readonly query: URLSearchParams;
  readonly body: string;
  /** Epoch milliseconds; without it, no time is too old or too early. */
  readonly now?: number | undefined;
}

export interface Ga4Judgement {
  /** Each with the client and the user of its request. */
  readonly events: readonly Fields[];
  readonly findings: readonly Ga4Finding[];
}

const MAX_BYTES = 130_000;
const MAX_EVENTS = 25;
const MAX_USER_PROPERTIES = 25;
const MAX_USER_PROPERTY_LENGTH = 36;
const MAX_USER_ID_LENGTH = 256;

/** `non_personalized_ads` is deprecated. */
const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  'client_id',
  'consent',
  'device',
  'events',
  'ip_override',
  'timestamp_micros',
  'user_agent',
  'user_data',
  'user_id',
  'user_location',
  'user_properties',
  'validation_behavior',
]);

const CONSENT_FIELDS: ReadonlySet<string> = new Set(['ad_user_data', 'ad_personalization']);
const LOCATION_FIELDS: ReadonlySet<string> = new Set([
  'city',
  'region_id',
  'country_id',
  'subcontinent_id',
  'continent_id',
]);
const DEVICE_FIELDS: ReadonlySet<string> = new Set([
  'category',
  'language',
  'screen_resolution',
  'operating_system',
  'operating_system_version',
  'model',
  'brand',
  'browser',
  'browser_version',
]);

/** What programs write where there is nobody: https://support.google.com/analytics/answer/9213390 */
const DUMMY_USER = /^\s*(undefined|null|nil|none|nan|n\/?a|anon|anonymous|unknown|0|-1)?\s*$/i;

const VALIDATION_BEHAVIORS: readonly unknown[] = [undefined, 'RELAXED', 'ENFORCE_RECOMMENDATIONS'];

export function judgeGa4({ query, body, now }: Ga4Request): Ga4Judgement {
  const payload = parseJson(body);
  if (!isFields(payload)) {
    return { events: [], findings: unless(false, 'VALUE_INVALID', 'body', 'a JSON object') };
  }
  const { client_id, user_id, events } = payload;
  const who = { client_id, ...(user_id !== undefined && { user_id }) };
  const list: readonly unknown[] = Array.isArray(events) ? events : [];
  return {
    events: list.filter(isFields).map((event) => ({ ...who, ...event })),
    findings: [
      ...queryFindings(query),
      ...unless(Buffer.byteLength(body) < MAX_BYTES, 'VALUE_OUT_OF_BOUNDS', 'body', 'under 130 kB'),
      ...unknownFields(payload, KNOWN_FIELDS, ''),
      ...whoFindings(payload),
      ...timestampFindings(payload['timestamp_micros'], 'timestamp_micros', now),
      ...userPropertiesFindings(payload['user_properties'], now),
      ...eventCountFindings(list.length),
      ...list.flatMap((event, index) => eventFindings(event, `events[${index}]`, now)),
    ],
  };
}

function queryFindings(query: URLSearchParams): readonly Ga4Finding[] {
  return ['measurement_id', 'api_secret'].flatMap((name) =>
    unless(Boolean(query.get(name)), 'VALUE_REQUIRED', `query.${name}`, 'a value'),
  );
}

function whoFindings(payload: Fields): readonly Ga4Finding[] {
  const { client_id, user_id = 'somebody', validation_behavior } = payload;
  const isClient = typeof client_id === 'string' && /^[1-9]\d*\.[1-9]\d*$/.test(client_id);
  const isUser = typeof user_id === 'string' && !DUMMY_USER.test(user_id);
  const isShortUser = !isUser || user_id.length <= MAX_USER_ID_LENGTH;
  const isBehavior = VALIDATION_BEHAVIORS.includes(validation_behavior);
  return [
    ...unless(isClient, 'VALUE_INVALID', 'client_id', 'two positive numbers joined by a period'),
    ...unless(isUser, 'VALUE_INVALID', 'user_id', 'a text that names somebody'),
    ...unless(isShortUser, 'VALUE_OUT_OF_BOUNDS', 'user_id', 'at most 256 characters'),
    ...unless(isBehavior, 'VALUE_INVALID', 'validation_behavior', 'no such behaviour'),
    ...textsFindings(payload, 'consent', CONSENT_FIELDS),
    ...textsFindings(payload, 'user_location', LOCATION_FIELDS),
    ...textsFindings(payload, 'device', DEVICE_FIELDS),
  ];
}

/** An object of texts, all its fields known; those of `consent` are one of two words. */
function textsFindings(
  payload: Fields,
  name: string,
  known: ReadonlySet<string>,
): readonly Ga4Finding[] {
  const { [name]: fields = {} } = payload;
  if (!isFields(fields)) return unless(false, 'VALUE_INVALID', name, 'a JSON object');
  const isConsent = name === 'consent';
  const isFine = (value: unknown): boolean =>
    isConsent ? value === 'GRANTED' || value === 'DENIED' : typeof value === 'string';
  return [
    ...unknownFields(fields, known, name),
    ...Object.entries(fields).flatMap(([field, value]) =>
      unless(
        !known.has(field) || isFine(value),
        'VALUE_INVALID',
        `${name}.${field}`,
        isConsent ? 'GRANTED or DENIED' : 'a text',
      ),
    ),
  ];
}

function userPropertiesFindings(
  properties: unknown = {},
  now: number | undefined,
): readonly Ga4Finding[] {
  const path = 'user_properties';
  if (!isFields(properties)) return unless(false, 'VALUE_INVALID', path, 'a JSON object');
  const entries = Object.entries(properties);
  return [
    ...unless(entries.length <= MAX_USER_PROPERTIES, 'EXCEEDED_MAX_ENTITIES', path, 'at most 25'),
    ...entries.flatMap(([name, property]) => [
      ...nameFindings(name, USER_PROPERTY_NAMES, `${path}.${name}`),
      ...userPropertyFindings(property, `${path}.${name}`, now),
    ]),
  ];
}

const USER_PROPERTY_FIELDS: ReadonlySet<string> = new Set(['value', 'timestamp_micros']);

function userPropertyFindings(
  property: unknown,
  path: string,
  now: number | undefined,
): readonly Ga4Finding[] {
  if (!isFields(property)) return unless(false, 'VALUE_INVALID', path, 'an object with a value');
  const { value, timestamp_micros } = property;
  const isShort = typeof value !== 'string' || value.length <= MAX_USER_PROPERTY_LENGTH;
  return [
    ...unless(isScalar(value), 'VALUE_INVALID', `${path}.value`, 'a text or a finite number'),
    ...unless(isShort, 'VALUE_OUT_OF_BOUNDS', `${path}.value`, 'at most 36 characters'),
    ...unknownFields(property, USER_PROPERTY_FIELDS, path),
    ...timestampFindings(timestamp_micros, `${path}.timestamp_micros`, now),
  ];
}

function eventCountFindings(count: number): readonly Ga4Finding[] {
  if (count === 0) return unless(false, 'VALUE_REQUIRED', 'events', 'at least one');
  return unless(count <= MAX_EVENTS, 'EXCEEDED_MAX_ENTITIES', 'events', 'at most 25');
}
