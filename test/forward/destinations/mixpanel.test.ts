import { afterEach, describe, expect, test, vi } from 'vitest';
import { destination } from '../../../src/forward/destinations/destinations.ts';
import type { PropertyValue } from '../../../src/model/call.ts';
import { AT, claimed, eventOf, FORWARDABLE } from '../one-of-each.ts';

const TOKEN = 'canary-token';
const make = () =>
  destination(
    { name: 'mixpanel', active: true, token: TOKEN, endpoint: 'https://api-eu.mixpanel.com' },
    { deriveKey: (purpose) => `key of ${purpose}` },
  );
const mixpanel = make();

interface Sent {
  readonly event: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

const sent = (...events: Parameters<typeof claimed>[0]): Sent[] =>
  mixpanel.encode(claimed(events), AT).requests.flatMap(({ body }) => JSON.parse(body));
const custom = (name: string, properties: Record<string, PropertyValue> = {}) =>
  sent(eventOf('custom', { name, properties }))[0]!;

const COMMON =
  /^(time|token|mp_lib|\$.*|distinct_id|ip|session_id|channel|bot_id|bot_version|locale)$/;
const own = ({ event, properties }: Sent) => {
  const rest = Object.entries(properties).filter(([name]) => !COMMON.test(name));
  return `${event} ${JSON.stringify(Object.fromEntries(rest))}`;
};

afterEach(() => vi.unstubAllEnvs());

test('what Mixpanel is sent: address, headers, body', () => {
  const [request] = mixpanel.encode(claimed([eventOf('message_received')]), AT).requests;
  const { events, body, ...rest } = request!;

  expect(events).toHaveLength(1);
  expect({ ...rest, body: JSON.parse(body) }).toMatchInlineSnapshot(`
    {
      "body": [
        {
          "event": "Message Received",
          "properties": {
            "$device_id": "65b8cf711a5dd8291aef7e726ca5530d",
            "$insert_id": "t1-4",
            "$lib_version": "0.24.0",
            "bot_id": "pizza",
            "bot_version": "1.2",
            "channel": "webchat",
            "distinct_id": "$device:65b8cf711a5dd8291aef7e726ca5530d",
            "has_attachment": false,
            "ip": 0,
            "locale": "de-AT",
            "message_class": "recognized",
            "message_type": "text",
            "mp_lib": "node",
            "session_id": "s1",
            "text_length": 21,
            "time": 1791187200000,
            "token": "canary-token",
            "turn_index": 1,
          },
        },
      ],
      "gzip": true,
      "headers": {
        "authorization": "Basic Y2FuYXJ5LXRva2VuOg==",
        "content-type": "application/json",
      },
      "url": "https://api-eu.mixpanel.com/import?strict=1&verbose=1",
    }
  `);
});

test('what each kind of event becomes', () => {
  expect(sent(...FORWARDABLE).map(own)).toMatchInlineSnapshot(`
    [
      "Bot User First Seen {}",
      "User Identified {}",
      "Bot Session Started {"entry_point":"message","session_number":1}",
      "Bot Session Ended {"duration_sec":61,"turns":3,"messages_sent":4,"ended_by":"timeout"}",
      "Message Received {"message_class":"recognized","message_type":"text","has_attachment":false,"text_length":21,"turn_index":1}",
      "Intent Recognized {"intent":"OrderPizza","confidence":0.93,"reason":"developer"}",
      "Fallback Shown {"reason":"no_match","dialog_id":"checkout"}",
      "Message Reclassified {"from_class":"recognized","to_class":"unrecognized","reason":"developer"}",
      "Message Sent {"author":"bot","has_attachment":false,"text_length":40,"response_time_ms":120,"proactive":false}",
      "Member Added {"count":2}",
      "Member Removed {"count":1}",
      "Bot Error {"error_type":"TypeError"}",
      "Topic Set {"topic":"orders"}",
      "Result Set {"result":"order placed"}",
      "Action Recorded {"action":"left phone number"}",
      "Automation Set {"automated":true}",
      "CSAT Rated {"score":5}",
      "NPS Rated {"score":0}",
      "Dialog Started {"dialog_id":"check out","parent_dialog_id":"root"}",
      "Dialog Completed {"dialog_id":"check out","duration_sec":30}",
      "Button Clicked {"button_type":"link","button_title":"Pricing"}",
      "Feedback Given {"vote":"positive"}",
      "Handover Requested {"reason":"direct","via":"takeover"}",
      "Handover Accepted {"wait_sec":12}",
      "Handover Failed {}",
      "Handover Completed {"duration_sec":90}",
      "coupon_used {"value":5,"code":"SPRING","first":true}",
    ]
  `);
});

test('a copy has the same name, id, person and time, whenever it is encoded', () => {
  const [first] = mixpanel.encode(claimed([eventOf('topic_set')]), AT).requests;
  const [second] = make().encode(claimed([eventOf('topic_set')], { attempts: 3 }), AT + 9).requests;

  expect(second?.body).toBe(first?.body);
});

test('the events given stay as they are, frozen ones too', () => {
  const event = eventOf('custom');
  Object.freeze(event.data);
  if (event.kind === 'custom') Object.freeze(event.data.properties);
  const before = structuredClone(event);
  sent(event);

  expect(event).toEqual(before);
});

test.for(['HTTPS_PROXY', 'HTTP_PROXY'])('%s in the environment does no harm, and stays', (name) => {
  vi.stubEnv(name, 'http://user:pass@proxy.invalid:3128');

  expect(make().encode(claimed([eventOf('topic_set')]), AT).requests).toHaveLength(1);
  expect(process.env[name]).toBe('http://user:pass@proxy.invalid:3128');
});

describe('a custom event', () => {
  test('keeps its names, but those that are ours or Mixpanel’s', () => {
    const { event, properties } = custom('Größe', {
      größe: 5,
      distinct_id: 'mine',
      $insert_id: 'mine',
      mp_lib: 'mine',
      time: 0,
      ['__proto__']: 'p',
    });

    expect(event).toBe('Größe');
    expect(properties).toMatchObject({
      größe: 5,
      custom_distinct_id: 'mine',
      custom_$insert_id: 'mine',
      custom_mp_lib: 'mine',
      custom_time: 0,
      time: AT,
    });
    expect(Object.hasOwn(properties, '__proto__')).toBe(true);
  });

  test('is made to fit: texts of 255, no infinite numbers, fewer than 255 properties', () => {
    const many = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`p${i}`, i]));
    const { properties } = custom('x', { long: 'y'.repeat(256), infinite: -Infinity, ...many });

    expect(properties['long']).toHaveLength(255);
    expect(properties).not.toHaveProperty('infinite');
    expect(Object.keys(properties).length).toBeLessThan(255);
    expect(properties).toMatchObject({ $insert_id: expect.any(String), time: AT });
  });
});

test('requests take at most 2,000 events and 9 MB', () => {
  const properties = Object.fromEntries(
    Array.from({ length: 64 }, (_, i) => [`property ${i}`, '漢'.repeat(256)]),
  );
  const events = Array.from({ length: 400 }, () => eventOf('custom', { name: 'x', properties }));
  const { requests, rejected } = mixpanel.encode(claimed(events), AT);

  expect(rejected).toEqual([]);
  expect(requests.length).toBeGreaterThan(1);
  expect(requests.flatMap((request) => request.events)).toHaveLength(400);
  for (const { body } of requests) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(9_000_002);
});

describe('an answer', () => {
  const [request] = mixpanel.encode(
    claimed([1, 2, 3].map((n) => eventOf('topic_set', undefined, { id: `e-${n}` }))),
    AT,
  ).requests;
  const decode = (status: number, body = '') => mixpanel.decode(request!, { status, body });

  test.for([
    { status: 200, body: '{"code":200,"num_records_imported":3,"status":"OK"}', is: 'delivered' },
    { status: 200, body: '{"status":1,"error":null}', is: 'delivered' },
    { status: 200, body: '1', is: 'delivered' },
    { status: 202, body: '', is: 'delivered' },
    { status: 200, body: '{"status":0,"error":"no"}', is: 'split' },
    { status: 200, body: '0', is: 'retry' },
    { status: 200, body: '<html>Log in', is: 'retry' },
    { status: 200, body: '{"code":200,"num_rec', is: 'retry' },
    { status: 400, body: '', is: 'split' },
    { status: 400, body: '{"code":400,"error":"no","failed_records":[]}', is: 'split' },
    { status: 401, body: '', is: 'pause' },
    { status: 403, body: '', is: 'pause' },
    { status: 404, body: '', is: 'pause' },
    { status: 413, body: '', is: 'split' },
    { status: 429, body: '', is: 'retry' },
    { status: 502, body: '', is: 'retry' },
  ])('$status $body is $is', ({ status, body, is }) => {
    expect(decode(status, body).outcome).toBe(is);
  });

  test('a list names the records that die; the rest was taken in', () => {
    const failed_records = [
      { index: 0, insert_id: 'e-3', field: 'properties.time', message: 'is bad' },
      { index: 1, message: `for ${TOKEN}` },
    ];
    const verdict = decode(400, JSON.stringify({ failed_records }));

    expect(verdict).toEqual({
      outcome: 'delivered',
      rejected: [
        { event: request!.events[2], reason: 'rejected', detail: 'properties.time: is bad' },
        { event: request!.events[1], reason: 'rejected', detail: ': for ***' },
      ],
    });
  });

  test('what it says is kept short and without the token', () => {
    const verdict = decode(400, JSON.stringify({ error: `${TOKEN} ${'x'.repeat(1_000)}` }));

    expect(verdict).toEqual({
      outcome: 'split',
      reason: 'rejected',
      detail: `*** ${'x'.repeat(196)}`,
    });
  });
});
