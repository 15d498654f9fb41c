/** Who destinations are told an event is of, and what joins somebody before and after they were named. */

import { describe, expect, test } from 'vitest';
import { destination } from '../../../src/forward/destinations/destinations.ts';
import type { EventKind } from '../../../src/model/event.ts';
import type { PayloadShape } from '../../../src/model/payload-shape.ts';
import type { BuiltInSettings } from '../../../src/model/settings.ts';
import type { OutboxEvent } from '../../../src/record/outbox.ts';
import { judgeGa4, judgeMixpanelEvents, judgeUa } from '../../../samples/local/judge.ts';
import { AT, claimed, eventOf } from '../one-of-each.ts';

const GA4: BuiltInSettings = {
  name: 'ga4',
  active: true,
  measurementId: 'G-1',
  apiSecret: 's',
  endpoint: 'https://a.example',
};
const MIXPANEL: BuiltInSettings = {
  name: 'mixpanel',
  active: true,
  token: 't',
  endpoint: 'https://b.example',
};
const UA: BuiltInSettings = {
  name: 'ua',
  active: true,
  trackingId: 'UA-1-1',
  collectorUrl: 'https://c.example/x',
};

/** An event before the user was named, one after, and one of the same person on another device. */
function told(shape: Partial<PayloadShape>, kind: EventKind = 'csat_rated'): OutboxEvent[] {
  const of = (id: string, rest: Partial<OutboxEvent>): OutboxEvent =>
    claimed([eventOf(kind, undefined, { id })], { shape: { version: 1, ...shape }, ...rest })[0]!;
  const identity = { key: 'the-identity', rawId: 'customer-7' };
  return [
    of('before', { userKey: 'phone' }),
    of('after', { userKey: 'phone', identity }),
    of('elsewhere', { userKey: 'laptop', identity }),
  ];
}

const bodies = (settings: BuiltInSettings, events: readonly OutboxEvent[], deriveKey = () => 'k') =>
  destination(settings, { deriveKey })
    .encode(events, AT)
    .requests.map(({ body }) => body);

const parsed = (texts: readonly string[]) =>
  texts.map((text) => JSON.parse(text) as Record<string, unknown>);

interface Record_ {
  readonly event: string;
  readonly properties: Readonly<Record<string, unknown>>;
}
const records = (shape: Partial<PayloadShape>, kind?: EventKind) =>
  JSON.parse(bodies(MIXPANEL, told(shape, kind))[0]!) as Record_[];

describe('GA4', () => {
  test('knows devices by client_id, and people by user_id where it may', () => {
    const requests = parsed(bodies(GA4, told({ userId: 'pseudonym' })));
    const [before, after, elsewhere] = requests;

    expect(before?.['user_id']).toBeUndefined();
    expect(after?.['client_id']).toBe(before?.['client_id']);
    expect(after?.['user_id']).toMatch(/^[0-9a-f]{32}$/);
    expect(elsewhere?.['user_id']).toBe(after?.['user_id']);
    expect(elsewhere?.['client_id']).not.toBe(after?.['client_id']);
  });

  test.for([
    { userId: 'none' as const, is: undefined },
    { userId: undefined, is: undefined },
    { userId: 'raw' as const, is: 'customer-7' },
  ])('with userId $userId it is told $is', ({ userId, is }) => {
    const [, after] = parsed(bodies(GA4, told({ userId })).toReversed());

    expect(after?.['user_id']).toBe(is);
  });

  test('is never told an address for an id: such a user stays anonymous, which is counted', () => {
    const [event] = claimed([eventOf('csat_rated')], {
      shape: { version: 1, userId: 'raw' },
      identity: { key: 'k', rawId: 'bob@mail.example' },
    });
    const [request] = destination(GA4, { deriveKey: () => 'k' }).encode([event!], AT).requests;

    expect(request?.body).not.toContain('bob');
    expect(request?.trimmed?.get(event!)).toEqual(['id_refused']);
  });

  test('hears that nobody agreed to advertising, unless the settings say so', () => {
    const consent = { adUserData: 'granted' } as const;
    const [silent] = parsed(bodies(GA4, told({})));
    const [granted] = parsed(bodies({ ...GA4, consent }, told({})));

    expect(silent?.['consent']).toEqual({ ad_user_data: 'DENIED', ad_personalization: 'DENIED' });
    expect(granted?.['consent']).toEqual({ ad_user_data: 'GRANTED', ad_personalization: 'DENIED' });
  });

  test('is told about the user as of the latest event, with the traits that it may know', () => {
    const facts = { received: 1, sessions: 1 };
    const events = claimed([
      eventOf('csat_rated', undefined, { id: 'late', at: AT + 9 }),
      eventOf('csat_rated', undefined, { id: 'early', at: AT }),
    ]).map((event, i) => ({
      ...event,
      userFacts: { ...facts, traits: { plan: i === 0 ? 'pro' : 'free', user_id: 'x'.repeat(40) } },
    }));
    const [request] = parsed(bodies(GA4, events));

    expect(request?.['user_properties']).toEqual({
      bot_channel: { value: 'webchat' },
      bot_locale: { value: 'de-AT' },
      plan: { value: 'pro' },
      custom_user_id: { value: 'x'.repeat(36) },
    });
  });
});

describe('Mixpanel, simplified merge', () => {
  test('is told the device, and the user where it may be, who is then whom the event is of', () => {
    const [before, after, elsewhere] = records({ userId: 'raw' });
    const device = before?.properties['$device_id'];

    expect(before?.properties).toMatchObject({ distinct_id: `$device:${String(device)}` });
    expect(before?.properties).not.toHaveProperty('$user_id');
    expect(after?.properties).toMatchObject({
      distinct_id: 'customer-7',
      $user_id: 'customer-7',
      $device_id: device,
    });
    expect(elsewhere?.properties['$user_id']).toBe('customer-7');
    expect(elsewhere?.properties['$device_id']).not.toBe(device);
  });

  test.for(['anonymous', 'NULL', '0', 'undefined'])(
    'an id that it refuses (%s) leaves the user anonymous, and is counted',
    (rawId) => {
      const [event] = claimed([eventOf('csat_rated')], {
        shape: { version: 1, userId: 'raw' },
        identity: { key: 'k', rawId },
      });
      const [request] = destination(MIXPANEL, { deriveKey: () => 'k' }).encode(
        [event!],
        AT,
      ).requests;

      expect(request?.body).toMatch(/"distinct_id":"\$device:/);
      expect(request?.trimmed?.get(event!)).toEqual(['id_refused']);
      expect(judgeMixpanelEvents(request!.body).failed).toEqual([]);
    },
  );
});

describe('Mixpanel, original merge', () => {
  test('knows one id: of the device, then of the user', () => {
    const [before, after] = records({ userId: 'raw', idMerge: 'original' });

    expect(before?.properties['distinct_id']).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(before?.properties).not.toHaveProperty('$device_id');
    expect(after?.properties['distinct_id']).toBe('customer-7');
  });

  test('is told that both are one when the user is named', () => {
    const [before, after] = records({ userId: 'raw', idMerge: 'original' }, 'user_identified');

    expect(before?.event).toBe('User Identified');
    expect(after).toMatchObject({
      event: '$identify',
      properties: {
        distinct_id: 'customer-7',
        $identified_id: 'customer-7',
        $anon_id: before?.properties['distinct_id'],
        $insert_id: 'after',
      },
    });
  });

  test('which the other merge does by itself', () => {
    const events = records({ userId: 'raw' }, 'user_identified').map(({ event }) => event);

    expect(events).toEqual(['User Identified', 'User Identified', 'User Identified']);
  });
});

describe('a UA collector', () => {
  test('knows devices by cid, and people by uid where it may', () => {
    const lines = bodies(UA, told({ userId: 'raw' }))[0]!.split('\n');
    const [before, after, elsewhere] = lines.map((line) => new URLSearchParams(line));

    expect(before?.has('uid')).toBe(false);
    expect(after?.get('cid')).toBe(before?.get('cid'));
    expect([after?.get('uid'), elsewhere?.get('uid')]).toEqual(['customer-7', 'customer-7']);
    expect(elsewhere?.get('cid')).not.toBe(after?.get('cid'));
  });

  test('is told the properties of all events in dimensions of their own', () => {
    const [event] = told({ properties: { environment: 'test', beta: true } });
    const hit = new URLSearchParams(bodies(UA, [event!])[0]);

    expect([hit.get('cd10'), hit.get('cd11')]).toEqual(['environment=test', 'beta=true']);
  });
});

test('what two destinations hold of a person cannot be joined', () => {
  const keyed = (name: string) => bodies(MIXPANEL, told({ userId: 'pseudonym' }), () => name);
  const ids = (name: string) =>
    (JSON.parse(keyed(name)[0]!) as Record_[]).flatMap(({ properties }) => [
      properties['$device_id'],
      properties['$user_id'],
    ]);
  const first = new Set(ids('one').filter(Boolean));

  expect(ids('two').filter((id) => first.has(id))).toEqual([]);
});

test('all of it is within the published limits', () => {
  for (const shape of [{ userId: 'raw' }, { userId: 'pseudonym', idMerge: 'original' }] as const) {
    for (const kind of ['csat_rated', 'user_identified'] as const) {
      const query = new URLSearchParams({ measurement_id: 'G-1', api_secret: 's' });
      for (const body of bodies(GA4, told(shape, kind))) {
        expect(judgeGa4({ query, body, now: AT }).findings).toEqual([]);
      }
      for (const body of bodies(MIXPANEL, told(shape, kind))) {
        expect(judgeMixpanelEvents(body, { now: AT }).failed).toEqual([]);
      }
      for (const body of bodies(UA, told(shape, kind))) {
        expect(judgeUa(body).violations).toEqual([]);
      }
    }
  }
});
