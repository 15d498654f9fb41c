import { expect, test } from 'vitest';
import { lengthBucket, scoreBucket } from '../../../src/forward/destinations/mapping.ts';
import { destination } from '../../../src/forward/destinations/destinations.ts';
import { isForwardable } from '../../../src/model/event.ts';
import type { BuiltInSettings } from '../../../src/model/settings.ts';
import { AT, claimed, eventOf, FORWARDABLE, KINDS } from '../one-of-each.ts';

const SETTINGS: readonly BuiltInSettings[] = [
  {
    name: 'ga4',
    active: true,
    measurementId: 'G-1',
    apiSecret: 's',
    endpoint: 'https://a.example',
  },
  { name: 'mixpanel', active: true, token: 't', endpoint: 'https://b.example' },
  { name: 'ua', active: true, trackingId: 'UA-1', collectorUrl: 'https://c.example/x' },
];

test.for(SETTINGS)(
  '$name has something to send for exactly the kinds that leave the store',
  (one) => {
    const { encode } = destination(one, { deriveKey: () => 'k' });

    for (const event of KINDS.map((kind) => eventOf(kind))) {
      const send = () => encode(claimed([event]), AT).requests.length;
      if (isForwardable(event)) expect(send()).toBe(1);
      else expect(send).toThrow(event.kind);
    }
  },
);

test.for(SETTINGS)('%o: no text, target of a click or raw id is sent', (one) => {
  const { encode } = destination(one, { deriveKey: () => 'k' });
  const { requests } = encode(claimed(FORWARDABLE, { conversationKey: 'ckey' }), AT);

  for (const { body } of requests)
    expect(body).not.toMatch(/example\.com|canary|0123456789abcdef|ckey/);
});

test.for([
  [0, '0'],
  [1, '1-20'],
  [20, '1-20'],
  [21, '21-100'],
  [100, '21-100'],
  [101, '101-500'],
  [500, '101-500'],
  [501, '501+'],
] as const)('a text of %i characters is of the length %s', ([length, bucket]) => {
  expect(lengthBucket(length)).toBe(bucket);
});

test.for([
  [undefined, undefined],
  [-1, '0.0-0.2'],
  [0, '0.0-0.2'],
  [0.19, '0.0-0.2'],
  [0.2, '0.2-0.4'],
  [0.8, '0.8-1.0'],
  [1, '0.8-1.0'],
  [93, '0.8-1.0'],
] as const)('a score of %s is in %s', ([score, bucket]) => {
  expect(scoreBucket(score)).toBe(bucket);
});
