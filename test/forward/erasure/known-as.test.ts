/** A destination is asked to erase exactly the ids that its events carry. */

import { describe, expect, test } from 'vitest';

import { custom } from '../../../src/forward/destinations/custom.ts';
import { destination } from '../../../src/forward/destinations/destinations.ts';
import { knownAs } from '../../../src/forward/erasure/known-as.ts';
import type { DestinationEvent } from '../../../src/model/custom-destination.ts';
import type { PayloadShape } from '../../../src/model/payload-shape.ts';
import type { BuiltInSettings } from '../../../src/model/settings.ts';
import type { KnownPerson } from '../../../src/record/erasure.ts';
import type { OutboxEvent } from '../../../src/record/outbox.ts';
import { AT, claimed, eventOf } from '../one-of-each.ts';

const PERSON: KnownPerson = {
  members: ['phone', 'laptop'],
  identities: ['the-identity'],
  rawIds: ['customer-7'],
  conversations: ['c1', 'c2'],
  anonymous: ['c2'],
  sending: [],
  shapes: {},
};

/** One key for each purpose: what is made with another is another id. */
const deriveKey = (purpose: string): string => `key for ${purpose}`;

const SETTINGS: Readonly<Record<string, BuiltInSettings>> = {
  ga4: {
    name: 'ga4',
    active: true,
    measurementId: 'G-1',
    apiSecret: 's',
    endpoint: 'https://a.example',
  },
  mixpanel: { name: 'mixpanel', active: true, token: 't', endpoint: 'https://b.example' },
  ua: { name: 'ua', active: true, trackingId: 'UA-1-1', collectorUrl: 'https://c.example/x' },
};

/** What is sent about the person: on each device before and after they were named, and of nobody. */
function sent(shape: PayloadShape): OutboxEvent[] {
  const of = (id: string, rest: Partial<OutboxEvent>): OutboxEvent => {
    const { userKey: _, ...bare } = claimed([eventOf('csat_rated', undefined, { id })], {
      shape,
    })[0]!;
    return { ...bare, ...rest };
  };
  const identity = { key: 'the-identity', rawId: 'customer-7' };
  return [
    ...PERSON.members.flatMap((userKey) => [
      of(`${userKey} before`, { userKey, conversationKey: 'c1' }),
      of(`${userKey} after`, { userKey, conversationKey: 'c1', identity }),
    ]),
    of('nobody', { conversationKey: 'c2' }),
  ];
}

function bodiesOf(name: string, shape: PayloadShape): string[] {
  return destination(SETTINGS[name]!, { deriveKey })
    .encode(sent(shape), AT)
    .requests.map(({ body }) => body);
}

/** All values that stand behind a name anywhere in the bodies. */
function valuesOf(bodies: readonly string[], name: string): Set<string> {
  const pattern = new RegExp(`"${name}":"([^"]*)"`, 'g');
  return new Set(
    bodies.flatMap((body) => [...body.matchAll(pattern)].map(([, value = '']) => value)),
  );
}

const asked = (key: string, shape?: PayloadShape) => knownAs(key, PERSON, { deriveKey, shape });
const all = (ids: readonly string[] = []) => new Set(ids);

const MODES = ['none', 'pseudonym', 'raw'] as const;

describe.for(MODES)('users who are known by %s', (userId) => {
  const shape: PayloadShape = { version: 1, userId };

  test.for(['simplified', 'original'] as const)('Mixpanel, %s merge', (idMerge) => {
    const bodies = bodiesOf('mixpanel', { ...shape, idMerge });
    const { distinctIds } = asked('mixpanel#1', { ...shape, idMerge });
    const devices = [...valuesOf(bodies, '\\$device_id')].map((id) => `$device:${id}`);

    expect(all(distinctIds)).toEqual(new Set([...valuesOf(bodies, 'distinct_id'), ...devices]));
    expect(asked('mixpanel_profiles#1', { ...shape, idMerge })).toEqual({ distinctIds });
  });

  test('GA4', () => {
    const bodies = bodiesOf('ga4', shape);
    const { clientIds, userIds } = asked('ga4#1', shape);

    expect(all(clientIds)).toEqual(valuesOf(bodies, 'client_id'));
    expect(all(userIds)).toEqual(valuesOf(bodies, 'user_id'));
  });

  test('a collector of Universal Analytics hits', () => {
    const lines = bodiesOf('ua', shape).flatMap((body) => body.split('\n'));
    const hits = lines.map((line) => new URLSearchParams(line));
    const { clientIds, userIds } = asked('ua#1', shape);
    const of = (name: string) => new Set(hits.flatMap((hit) => hit.get(name) ?? []));

    expect(all(clientIds)).toEqual(of('cid'));
    expect(all(userIds)).toEqual(of('uid'));
  });

  test('a destination of one’s own', async () => {
    const batches: (readonly DestinationEvent[])[] = [];
    const limits = { batchSize: 100, timeoutMs: 1_000, maxEventAgeMs: Infinity } as const;
    const webhook = custom(
      { name: 'webhook', active: true, isCustom: true, onAmbiguous: 'retry', ...limits },
      {
        key: deriveKey('custom webhook'),
        ask: async (_, events) => {
          batches.push(events);
          return { outcome: 'delivered', rejected: [] };
        },
      },
    );
    const [parcel] = webhook.encode(sent(shape), AT).requests;
    await webhook.send(parcel!, new AbortController().signal);
    const events = batches.flat();
    const of = (name: 'userKey' | 'userId' | 'conversationKey') =>
      new Set(events.flatMap((event) => event[name] ?? []));
    const { userKeys, userIds, conversationKeys } = asked('webhook#1', shape);

    expect(all(userKeys)).toEqual(of('userKey'));
    expect(all(userIds)).toEqual(of('userId'));
    expect(all(conversationKeys)).toEqual(of('conversationKey'));
  });
});

test('of what still waits, the ids are those of the settings by which it was recorded', () => {
  const before: PayloadShape = { version: 1, userId: 'raw' };
  const now: PayloadShape = { version: 1, userId: 'none' };
  const person = { ...PERSON, shapes: { 'ga4#1': [before] } };

  expect(knownAs('ga4#1', person, { deriveKey, shape: now })['userIds']).toEqual(['customer-7']);
});

test('where the settings are not known, no id is left out that may have been sent', () => {
  const { distinctIds } = asked('mixpanel#1');
  const possible = MODES.flatMap((userId) =>
    (['simplified', 'original'] as const).flatMap(
      (idMerge) => asked('mixpanel#1', { version: 1, userId, idMerge })['distinctIds'] ?? [],
    ),
  );

  expect(all(distinctIds)).toEqual(new Set(possible));
});
