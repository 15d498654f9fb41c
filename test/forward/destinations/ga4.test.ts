import { describe, expect, test } from 'vitest';
import { destination } from '../../../src/forward/destinations/destinations.ts';
import type { PropertyValue } from '../../../src/model/call.ts';
import { UNKNOWN } from '../../../src/model/segment.ts';
import { AT, claimed, eventOf, FORWARDABLE } from '../one-of-each.ts';

const ga4 = destination(
  {
    name: 'ga4',
    active: true,
    measurementId: 'G-1',
    apiSecret: 'a&b=c',
    endpoint: 'https://www.google-analytics.com',
  },
  { deriveKey: (purpose) => `key of ${purpose}` },
);

interface Sent {
  readonly name: string;
  readonly params: Readonly<Record<string, unknown>>;
}

const encode = (...args: Parameters<typeof claimed>) => ga4.encode(claimed(...args), AT);
const sent = (...events: Parameters<typeof claimed>[0]): Sent[] =>
  encode(events).requests.flatMap(({ body }) => JSON.parse(body).events);
const custom = (name: string, properties: Record<string, PropertyValue> = {}) =>
  sent(eventOf('custom', { name, properties }))[0]!;

const COMMON = /^(session_id|channel|bot_id|bot_version|locale|event_id)$/;
const own = ({ name, params }: Sent) => {
  const rest = Object.entries(params).filter(([param]) => !COMMON.test(param));
  return `${name} ${JSON.stringify(Object.fromEntries(rest))}`;
};

test('what GA4 is sent: address, headers, body', () => {
  const [request, ...more] = encode([eventOf('message_received')]).requests;
  const { events, body, ...rest } = request!;

  expect(more).toEqual([]);
  expect(events).toHaveLength(1);
  expect({ ...rest, body: JSON.parse(body) }).toMatchInlineSnapshot(`
    {
      "body": {
        "client_id": "634321147.213849072",
        "consent": {
          "ad_personalization": "DENIED",
          "ad_user_data": "DENIED",
        },
        "events": [
          {
            "name": "bot_message_received",
            "params": {
              "bot_id": "pizza",
              "bot_version": "1.2",
              "channel": "webchat",
              "engagement_time_msec": 5500,
              "event_id": "t1-4",
              "has_attachment": "false",
              "locale": "de-AT",
              "message_class": "recognized",
              "message_type": "text",
              "session_id": "1791187194",
              "text_length_bucket": "21-100",
              "turn_index": 1,
            },
            "timestamp_micros": 1791187200000000,
          },
        ],
        "user_properties": {
          "bot_channel": {
            "value": "webchat",
          },
          "bot_locale": {
            "value": "de-AT",
          },
        },
      },
      "headers": {
        "content-type": "application/json",
      },
      "url": "https://www.google-analytics.com/mp/collect?measurement_id=G-1&api_secret=a%26b%3Dc",
    }
  `);
});

test('what each kind of event becomes', () => {
  expect(sent(...FORWARDABLE).map(own)).toMatchInlineSnapshot(`
    [
      "bot_user_first_seen {}",
      "bot_user_identified {}",
      "bot_session_started {"entry_point":"message","session_number":1}",
      "bot_session_ended {"duration_sec":61,"turns":3,"messages_sent":4,"ended_by":"timeout"}",
      "bot_message_received {"engagement_time_msec":5500,"message_class":"recognized","message_type":"text","has_attachment":"false","text_length_bucket":"21-100","turn_index":1}",
      "bot_intent_recognized {"intent":"OrderPizza","confidence_bucket":"0.8-1.0","reason":"developer"}",
      "bot_fallback {"reason":"no_match","dialog_id":"checkout"}",
      "bot_message_reclassified {"from_class":"recognized","to_class":"unrecognized","reason":"developer"}",
      "bot_message_sent {"author":"bot","has_attachment":"false","response_time_ms":120,"proactive":"false"}",
      "bot_member_added {"count":2}",
      "bot_member_removed {"count":1}",
      "bot_turn_error {"error_type":"TypeError"}",
      "bot_topic_set {"topic":"orders"}",
      "bot_result_set {"result":"order placed"}",
      "bot_action_recorded {"action":"left phone number"}",
      "bot_automation_set {"automated":"true"}",
      "bot_csat_rated {"engagement_time_msec":5500,"score":5}",
      "bot_nps_rated {"score":0}",
      "page_view {"page_location":"https://bot.invalid/webchat/check%20out","page_title":"check out","dialog_id":"check out","parent_dialog_id":"root"}",
      "bot_dialog_ended {"dialog_id":"check out","outcome":"completed","duration_sec":30}",
      "select_content {"engagement_time_msec":5500,"content_type":"link","item_id":"Pricing"}",
      "bot_feedback {"vote":"positive"}",
      "bot_handover_requested {"reason":"direct","via":"takeover"}",
      "bot_handover_accepted {"wait_sec":12}",
      "bot_handover_failed {}",
      "bot_handover_completed {"duration_sec":90}",
      "coupon_used {"value":5,"code":"SPRING","first":"true"}",
    ]
  `);
});

describe('a request', () => {
  test('carries one client, in the order of the events', () => {
    const [a, b, c, d] = [1, 2, 3, 4].map((n) => eventOf('topic_set', undefined, { id: `e-${n}` }));
    const events = [
      ...claimed([a!], { userKey: 'u1' }),
      ...claimed([b!], { userKey: 'u2' }),
      ...claimed([c!], { userKey: 'u1' }),
      ...claimed([d!], { userKey: undefined, conversationKey: 'c1' }),
    ];
    const { requests } = ga4.encode(events, AT);

    expect(requests.map(({ events: own }) => own.map(({ event }) => event.id))).toEqual([
      ['e-1', 'e-3'],
      ['e-2'],
      ['e-4'],
    ]);
    expect(new Set(requests.map(({ body }) => JSON.parse(body).client_id)).size).toBe(3);
  });

  test.for([
    [25, [25]],
    [26, [25, 1]],
    [51, [25, 25, 1]],
  ] as const)('%i events of a client make requests of %j', ([count, sizes]) => {
    const events = Array.from({ length: count }, () => eventOf('topic_set'));

    expect(encode(events).requests.map((request) => request.events.length)).toEqual(sizes);
  });

  test('stays below 130 kB however long its texts are', () => {
    const properties = Object.fromEntries(
      Array.from({ length: 64 }, (_, i) => [`p${i}`, '漢'.repeat(256)]),
    );
    const events = Array.from({ length: 60 }, () =>
      eventOf('custom', { name: 'long', properties }),
    );
    const { requests, rejected } = encode(events);

    expect(rejected).toEqual([]);
    expect(requests.flatMap((request) => request.events)).toHaveLength(60);
    for (const { body } of requests) expect(Buffer.byteLength(body)).toBeLessThan(130_000);
  });
});

describe('engagement_time_msec', () => {
  const engagement = (act: boolean, sincePreviousMs?: number) =>
    sent(eventOf('message_received', undefined, { act, sincePreviousMs: sincePreviousMs! }))[0]!
      .params['engagement_time_msec'];

  test.for([
    [0, 1],
    [1, 1],
    [5_500, 5_500],
    [300_000, 300_000],
    [300_001, 300_000],
    [undefined, 1],
  ])('of an act %s ms after the event before: %i', ([since, expected]) => {
    expect(engagement(true, since)).toBe(expected);
  });

  test('is missing where the user did nothing, and on every message that was sent', () => {
    expect(engagement(false, 5_500)).toBeUndefined();
    const [message] = sent(eventOf('message_sent', undefined, { act: true }));
    expect(message?.params).not.toHaveProperty('engagement_time_msec');
  });
});

test('an event outside of a session has no session_id, and what is unknown is left out', () => {
  const event = eventOf('member_added');
  const { sessionOpenedAt: _, ...rest } = event;
  const segment = { ...event.segment, locale: UNKNOWN, botVersion: UNKNOWN };
  const [only] = sent({ ...rest, segment } as typeof event);

  expect(only?.params).toEqual({
    channel: 'webchat',
    bot_id: 'pizza',
    event_id: event.id,
    count: 2,
  });
});

describe('a custom event is made to fit', () => {
  test.for([
    ['generate_lead', 'generate_lead'],
    ['Coupon Used', 'Coupon_Used'],
    ['error', 'custom_error'],
    ['session_start', 'custom_session_start'],
    ['ga_hit', 'custom_ga_hit'],
    ['_hidden', 'custom__hidden'],
    ['1st', 'custom_1st'],
    ['x'.repeat(41), 'x'.repeat(40)],
  ])('name %s → %s', ([given, name]) => {
    expect(custom(given!).name).toBe(name);
  });

  test('a name that was changed travels in a parameter', () => {
    expect(custom('Größe').params['original_name']).toBe('Größe');
    expect(custom('size').params).not.toHaveProperty('original_name');
  });

  test('parameters keep their names unless those are taken, and lose what GA4 cannot hold', () => {
    const { params } = custom('x', {
      channel: 'mine',
      session_id: 'mine',
      firebase_conversion: 1,
      long: 'y'.repeat(101),
      emoji: `${'y'.repeat(99)}😀`,
      empty: '',
      infinite: Infinity,
      yes: true,
      ['__proto__']: 'p',
    });

    expect(params).toMatchObject({
      channel: 'webchat',
      custom_channel: 'mine',
      custom_session_id: 'mine',
      custom_firebase_conversion: 1,
      long: 'y'.repeat(100),
      emoji: 'y'.repeat(99),
      yes: 'true',
      custom___proto__: 'p',
    });
    expect(params).not.toHaveProperty('empty');
    expect(params).not.toHaveProperty('infinite');
  });

  test.for([
    [5, 'value'],
    ['5', 'custom_value'],
    [true, 'custom_value'],
  ] as const)('value %j is sent as %s', ([value, name]) => {
    expect(custom('x', { value }).params).toHaveProperty(name);
  });

  test('25 parameters with ours; ours are never those that are left out', () => {
    const properties = Object.fromEntries(Array.from({ length: 64 }, (_, i) => [`p${i}`, i]));
    const { params } = custom('x', properties);

    expect(Object.keys(params)).toHaveLength(25);
    expect(params).toMatchObject({ session_id: expect.any(String), event_id: expect.any(String) });
  });
});

test('the address of a dialog fits its limit and is whole', () => {
  const dialog = '漢字😀'.repeat(60);
  const [page] = sent(eventOf('dialog_started', { dialog }));
  const location = String(page?.params['page_location']);

  expect(location.length).toBeLessThanOrEqual(1_000);
  expect(dialog.startsWith(decodeURIComponent(new URL(location).pathname).split('/')[2]!)).toBe(
    true,
  );
});

describe('an answer', () => {
  const [request] = encode([eventOf('topic_set')]).requests;

  test.for([
    [200, 'delivered'],
    [204, 'delivered'],
    [299, 'delivered'],
    [400, 'pause'],
    [401, 'pause'],
    [403, 'pause'],
    [404, 'pause'],
    [413, 'split'],
    [428, 'pause'],
    [429, 'retry'],
    [430, 'pause'],
    [499, 'pause'],
    [500, 'retry'],
    [503, 'retry'],
  ] as const)('%i is %s', ([status, outcome]) => {
    expect(ga4.decode(request!, { status, body: '' }).outcome).toBe(outcome);
  });

  test.for([
    ['not_sent', 'retry'],
    ['ambiguous', 'retry'],
    ['redirect', 'pause'],
  ] as const)('none, %s, is %s and names the host only', ([error, outcome]) => {
    const verdict = ga4.decode(request!, { error, code: 'CODE' });

    expect(verdict.outcome).toBe(outcome);
    expect(verdict).toHaveProperty(
      'problem',
      expect.stringMatching(/^www\.google-analytics\.com [a-z ]+\(CODE\)[a-z ,]*$/),
    );
  });
});
