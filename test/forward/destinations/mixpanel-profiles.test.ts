import { describe, expect, test } from 'vitest';
import type { Answer } from '../../../src/forward/delivery.ts';
import { destination } from '../../../src/forward/destinations/destinations.ts';
import { PROFILE_KINDS } from '../../../src/forward/destinations/mixpanel-profile-properties.ts';
import type { BuiltInSettings } from '../../../src/model/settings.ts';
import { isForwardable } from '../../../src/model/event.ts';
import type { EventData, EventKind } from '../../../src/model/event.ts';
import type { OutboxEvent, UserFacts } from '../../../src/record/outbox.ts';
import { AT, claimed, eventOf } from '../one-of-each.ts';

const SETTINGS: BuiltInSettings = {
  name: 'mixpanel_profiles',
  active: true,
  token: 'the-token',
  endpoint: 'https://b.example',
};
const FACTS: UserFacts = {
  firstActAt: AT - 86_400_000,
  firstChannel: 'facebook',
  lastActAt: AT,
  lastChannel: 'webchat',
  received: 12,
  sessions: 3,
  traits: {},
};
const profiles = destination(SETTINGS, { deriveKey: () => 'k' });

let seq = 0;
function told<K extends EventKind>(
  kind: K,
  data?: EventData[K],
  rest: Partial<OutboxEvent> = {},
  at = AT,
): OutboxEvent {
  const [event] = claimed([eventOf(kind, data, { id: `e-${seq}`, at })], rest);
  return { ...event!, seq: seq++ };
}

type Entry = Record<string, unknown>;
const entriesOf = (events: readonly OutboxEvent[]) =>
  profiles.encode(events, AT).requests.flatMap(({ body }) => JSON.parse(body) as Entry[]);
const answered = (status: number, body: object): Answer => ({ status, body: JSON.stringify(body) });

describe('what a profile is told', () => {
  test('totals, first and last times are those of the store; what events say comes last', () => {
    const events = [
      told('session_started', undefined, { userFacts: FACTS }),
      told('result_set', { result: 'lost' }),
      told('result_set', { result: 'sold' }, {}, AT + 5),
      told('topic_set', { topic: 'orders' }),
      told('topic_set', { topic: 'prices' }),
      told('topic_set', { topic: 'orders' }),
    ];
    const [set, once, union, ...more] = entriesOf(events);

    expect(more).toEqual([]);
    expect(set).toEqual({
      $token: 'the-token',
      $distinct_id: expect.stringMatching(/^\$device:[0-9a-f]{32}$/) as string,
      $ip: '0',
      $set: {
        locale: 'de-AT',
        last_seen: '2026-10-05T08:00:00',
        last_channel: 'webchat',
        sessions_total: 3,
        messages_total: 12,
        last_result: 'sold',
      },
    });
    expect(once).toMatchObject({
      $set_once: { $created: '2026-10-04T08:00:00', first_channel: 'facebook' },
    });
    expect(union).toMatchObject({
      $union: { channels: ['webchat'], topics: ['orders', 'prices'] },
    });
  });

  test('the latest by its time has the last word, whatever the order', () => {
    const late = told('result_set', { result: 'sold' }, {}, AT + 9);
    const early = told('result_set', { result: 'lost' });

    expect(entriesOf([late, early])).toMatchObject([{ $set: { last_result: 'sold' } }]);
  });

  test('traits that it may know, without a name that is Mixpanel’s own', () => {
    const userFacts = { ...FACTS, traits: { plan: 'pro', $email: 'x' } };
    const [set] = entriesOf([told('user_identified', undefined, { userFacts })]);

    expect(set?.['$set']).toMatchObject({ plan: 'pro', email: 'x' });
  });

  test('each user by themselves, under the id that events have', () => {
    const shape = { version: 1, userId: 'raw' } as const;
    const identity = { key: 'i', rawId: 'customer-7' };
    const entries = entriesOf([
      told('result_set', { result: 'a' }, { userKey: 'one' }),
      told('result_set', { result: 'b' }, { userKey: 'two', shape, identity }),
      told('result_set', { result: 'c' }, { userKey: 'three', shape, identity }, AT + 1),
    ]);
    const events = destination({ ...SETTINGS, name: 'mixpanel' }, { deriveKey: () => 'k' });
    const [request] = events.encode(
      [told('result_set', { result: 'a' }, { userKey: 'one' })],
      AT,
    ).requests;

    expect(entries).toHaveLength(2);
    expect(request?.body).toContain(`"distinct_id":"${String(entries[0]?.['$distinct_id'])}"`);
    expect(entries[1]).toMatchObject({ $distinct_id: 'customer-7', $set: { last_result: 'c' } });
  });

  test('only what may be repeated is ever sent', () => {
    const all = PROFILE_KINDS.map((kind) => told(kind, undefined, { userFacts: FACTS }));
    const ways = new Set(entriesOf(all).flatMap((entry) => Object.keys(entry)));

    expect([...ways].toSorted()).toEqual(
      ['$distinct_id', '$ip', '$set', '$set_once', '$token', '$union'].toSorted(),
    );
  });

  test('from kinds that leave the store', () => {
    expect(PROFILE_KINDS.filter((kind) => !isForwardable(eventOf(kind)))).toEqual([]);
  });
});

describe('requests', () => {
  test('hold 600 profiles, uncompressed, for /engage', () => {
    const many = Array.from({ length: 601 }, (_, i) =>
      told('result_set', { result: 'r' }, { userKey: `u${i}` }),
    );
    const { requests } = profiles.encode(many, AT);

    expect(requests.map(({ events }) => events.length)).toEqual([600, 1]);
    expect(requests[0]).toMatchObject({
      url: 'https://b.example/engage?strict=1&verbose=1',
      gzip: false,
      headers: { authorization: `Basic ${Buffer.from('the-token:').toString('base64')}` },
    });
  });

  test('an event of nobody changes no profile, and is given up', () => {
    const nobody = told('session_started', undefined, { userKey: undefined });
    const { requests, rejected } = profiles.encode([nobody], AT);

    expect(requests).toEqual([]);
    expect(rejected).toEqual([{ event: nobody, reason: 'no_user' }]);
  });

  test('sign in with a service account where there is one', () => {
    const serviceAccount = { username: 'u', secret: 's', projectId: '42' };
    for (const name of ['mixpanel', 'mixpanel_profiles'] as const) {
      const one = destination({ ...SETTINGS, name, serviceAccount }, { deriveKey: () => 'k' });
      const [request] = one.encode([told('session_started')], AT).requests;

      expect(request?.headers['authorization']).toBe(
        `Basic ${Buffer.from('u:s').toString('base64')}`,
      );
      expect(new URL(request!.url).searchParams.get('project_id')).toBe('42');
      expect(request?.body).toContain('"the-token"');
    }
  });
});

describe('answers', () => {
  const events = [
    told('result_set', { result: 'a' }, { userKey: 'one', userFacts: FACTS }),
    told('topic_set', { topic: 'b' }, { userKey: 'two' }),
    told('topic_set', { topic: 'c' }, { userKey: 'two' }),
  ];
  const [request] = profiles.encode(events, AT).requests;

  test.for([
    answered(200, { code: 200, num_good_records: 3, status: 'OK' }),
    answered(200, { status: 1, error: null }),
  ])('$body: all are taken', (answer) => {
    expect(profiles.decode(request!, answer)).toEqual({ outcome: 'delivered', rejected: [] });
  });

  test('a 200 that says no is no success: each half by itself', () => {
    const answer = answered(200, { status: 0, error: 'the-token, data missing' });

    expect(profiles.decode(request!, answer)).toEqual({
      outcome: 'split',
      reason: 'rejected',
      detail: '***, data missing',
    });
  });

  test('a record that is refused takes all events that it was made of with it', () => {
    const failed_records = [{ index: 2, $distinct_id: 'x', field: '$union', message: 'too long' }];
    const verdict = profiles.decode(request!, answered(400, { code: 400, failed_records }));

    expect(verdict).toEqual({
      outcome: 'delivered',
      rejected: events.slice(1).map((event) => ({
        event,
        reason: 'rejected',
        detail: '$union: too long',
      })),
    });
  });

  test('a record that was never sent is split until it is found', () => {
    const failed_records = [{ index: 9, message: 'what?' }];

    expect(profiles.decode(request!, answered(400, { failed_records }))).toMatchObject({
      outcome: 'split',
    });
  });
});
