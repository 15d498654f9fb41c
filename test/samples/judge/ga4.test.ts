/** What GA4 publishes of requests, rule by rule: a right one, and the same with one thing wrong. */

import { describe, expect, test } from 'vitest';
import { judgeGa4 } from '../../../samples/local/judge.ts';
import {
  EVENT,
  HOUR_MS,
  judge,
  micros,
  NOW,
  numbered,
  PAYLOAD,
  QUERY,
  withEvent,
} from './ga4-request.ts';

const withUserProperties = (user_properties: unknown) => ({ ...PAYLOAD, user_properties });

test('a right request has no findings, and its events are given with who they are of', () => {
  const request = { query: new URLSearchParams(QUERY), body: JSON.stringify(PAYLOAD), now: NOW };

  expect(judgeGa4(request)).toEqual({
    findings: [],
    events: [{ client_id: PAYLOAD.client_id, user_id: 'customer-7', ...EVENT }],
  });
});

test('what is just within every limit has no findings', () => {
  const names = ['x'.repeat(40), 'constructor', 'page_title', 'page_referrer', 'page_location'];
  const lengths = [100, 100, 300, 420, 1_000];
  const params = Object.fromEntries(names.map((name, i) => [name, 'y'.repeat(lengths[i]!)]));
  const event = {
    name: 'e'.repeat(40),
    timestamp_micros: micros(NOW - 72 * HOUR_MS),
    params: { ...numbered(20, 1), ...params },
  };
  const payload = {
    client_id: '1.1',
    user_id: 'u'.repeat(256),
    user_properties: { ...numbered(24, { value: 1 }), ['n'.repeat(24)]: { value: 'v'.repeat(36) } },
    events: Array.from({ length: 25 }, () => event),
  };

  expect(judge(payload)).toEqual([]);
});

test('a request stays under 130 kB', () => {
  const padded = (bytes: number) => {
    const payload = { ...PAYLOAD, user_data: { padding: '' } };
    const padding = 'y'.repeat(bytes - JSON.stringify(payload).length);
    return { ...payload, user_data: { padding } };
  };

  expect(judge(padded(129_999))).toEqual([]);
  expect(judge(padded(130_000))).toEqual(['VALUE_OUT_OF_BOUNDS body: under 130 kB']);
});

test.for(['', ' ', 'undefined', 'NULL', 'none', 'anonymous', 'anon', 'n/a', 'NaN', '0', '-1'])(
  'a request is refused for the dummy user %j',
  (user_id) => {
    expect(judge({ ...PAYLOAD, user_id })).toEqual([
      'VALUE_INVALID user_id: a text that names somebody',
    ]);
  },
);

test.for([
  ['', ['measurement_id', 'api_secret']],
  ['api_secret=s', ['measurement_id']],
  ['measurement_id=G-1&api_secret=', ['api_secret']],
] as const)('the query %j lacks %j', ([query, missing]) => {
  expect(judge(PAYLOAD, query)).toEqual(
    missing.map((name) => `VALUE_REQUIRED query.${name}: a value`),
  );
});

describe('a request is refused for', () => {
  const client = 'VALUE_INVALID client_id: two positive numbers joined by a period';
  const user = 'VALUE_INVALID user_id: a text that names somebody';
  const noEvents = 'VALUE_REQUIRED events: at least one';

  test.for([
    ['no JSON', 'x', 'VALUE_INVALID body: a JSON object'],
    ['a list', [], 'VALUE_INVALID body: a JSON object'],
    ['a field of no name', { ...PAYLOAD, extra: 1 }, 'NAME_INVALID extra: no such field'],
    ['no client', { ...PAYLOAD, client_id: undefined }, client],
    ['a client of one number', { ...PAYLOAD, client_id: '12' }, client],
    ['a client with a zero', { ...PAYLOAD, client_id: '1.0' }, client],
    ['a client that is a number', { ...PAYLOAD, client_id: 1.5 }, client],
    ['a user that is a number', { ...PAYLOAD, user_id: 7 }, user],
    [
      'a long user',
      { ...PAYLOAD, user_id: 'u'.repeat(257) },
      'VALUE_OUT_OF_BOUNDS user_id: at most 256 characters',
    ],
    [
      'a consent in other words',
      { ...PAYLOAD, consent: { ad_user_data: 'denied' } },
      'VALUE_INVALID consent.ad_user_data: GRANTED or DENIED',
    ],
    [
      'a consent to something else',
      { ...PAYLOAD, consent: { ad_storage: 'DENIED' } },
      'NAME_INVALID consent.ad_storage: no such field',
    ],
    [
      'a consent that is a text',
      { ...PAYLOAD, consent: 'DENIED' },
      'VALUE_INVALID consent: a JSON object',
    ],
    [
      'an unknown field of a place',
      { ...PAYLOAD, user_location: { country: 'AT' } },
      'NAME_INVALID user_location.country: no such field',
    ],
    [
      'a device that is no text',
      { ...PAYLOAD, device: { model: 7 } },
      'VALUE_INVALID device.model: a text',
    ],
    [
      'an unknown behaviour',
      { ...PAYLOAD, validation_behavior: 'STRICT' },
      'VALUE_INVALID validation_behavior: no such behaviour',
    ],
    ['no events', { ...PAYLOAD, events: [] }, noEvents],
    ['events that are no list', { ...PAYLOAD, events: EVENT }, noEvents],
    [
      '26 events',
      { ...PAYLOAD, events: Array.from({ length: 26 }, () => EVENT) },
      'EXCEEDED_MAX_ENTITIES events: at most 25',
    ],
  ] as const)('%s', ([, payload, finding]) => {
    expect(judge(payload)).toEqual([finding]);
  });
});

describe('a time is refused if it', () => {
  const path = 'events[0].timestamp_micros';
  const notWhole = 'whole microseconds since 1970';

  test.for([
    ['is no number', String(micros(NOW)), `VALUE_INVALID ${path}: ${notWhole}`],
    ['is broken', micros(NOW) + 0.5, `VALUE_INVALID ${path}: ${notWhole}`],
    ['is zero', 0, `VALUE_INVALID ${path}: ${notWhole}`],
    [
      'is over 72 h ago',
      micros(NOW - 72 * HOUR_MS) - 1,
      `VALUE_OUT_OF_BOUNDS ${path}: at most 72 h ago`,
    ],
    ['is given in milliseconds', NOW, `VALUE_OUT_OF_BOUNDS ${path}: at most 72 h ago`],
    ['lies ahead', micros(NOW) + 1, `VALUE_OUT_OF_BOUNDS ${path}: not in the future`],
  ] as const)('%s', ([, timestamp_micros, finding]) => {
    expect(judge(withEvent({ timestamp_micros }))).toEqual([finding]);
  });

  test('is over 72 h ago, of the request and of a user property alike', () => {
    const timestamp_micros = micros(NOW - 73 * HOUR_MS);
    const user_properties = { plan: { value: 'pro', timestamp_micros } };

    expect(judge({ ...PAYLOAD, timestamp_micros, user_properties })).toEqual([
      'VALUE_OUT_OF_BOUNDS timestamp_micros: at most 72 h ago',
      'VALUE_OUT_OF_BOUNDS user_properties.plan.timestamp_micros: at most 72 h ago',
    ]);
  });
});

test('without a clock no time is too old', () => {
  const body = JSON.stringify(withEvent({ timestamp_micros: micros(Date.UTC(2020, 0)) }));

  expect(judgeGa4({ query: new URLSearchParams(QUERY), body }).findings).toEqual([]);
});

describe('a user property is refused for', () => {
  const names =
    'first_open_after_install first_open_time first_visit_time last_deep_link_referrer user_id'.split(
      ' ',
    );
  test.for(names)('the reserved name %s', (name) => {
    expect(judge(withUserProperties({ [name]: { value: 1 } }))).toEqual([
      `NAME_RESERVED user_properties.${name}: a reserved name`,
    ]);
  });

  const path = 'user_properties.plan';
  test.for([
    ['being a list', [], 'VALUE_INVALID user_properties: a JSON object'],
    [
      'a reserved prefix',
      { ga_x: { value: 1 } },
      'NAME_RESERVED user_properties.ga_x: a reserved prefix',
    ],
    [
      'a long name',
      { ['n'.repeat(25)]: { value: 1 } },
      `NAME_INVALID user_properties.${'n'.repeat(25)}: at most 24 characters`,
    ],
    [
      'an impossible name',
      { 'a b': { value: 1 } },
      'NAME_INVALID user_properties.a b: a letter, then letters, digits and _',
    ],
    ['a bare value', { plan: 'pro' }, `VALUE_INVALID ${path}: an object with a value`],
    ['no value', { plan: {} }, `VALUE_INVALID ${path}.value: a text or a finite number`],
    [
      'a boolean',
      { plan: { value: true } },
      `VALUE_INVALID ${path}.value: a text or a finite number`,
    ],
    [
      'a long value',
      { plan: { value: 'v'.repeat(37) } },
      `VALUE_OUT_OF_BOUNDS ${path}.value: at most 36 characters`,
    ],
    ['more than a value', { plan: { value: 1, x: 1 } }, `NAME_INVALID ${path}.x: no such field`],
    [
      'being the 26th',
      numbered(26, { value: 1 }),
      'EXCEEDED_MAX_ENTITIES user_properties: at most 25',
    ],
  ] as const)('%s', ([, properties, finding]) => {
    expect(judge(withUserProperties(properties))).toEqual([finding]);
  });
});
