import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { pseudonyms } from '../../src/record/pseudonyms.ts';

const KEY = Buffer.alloc(32, 7);
const names = pseudonyms(KEY);

test('a pseudonym is the HMAC-SHA-256 of its domain and parts, cut to 128 bits', () => {
  const digest = createHmac('sha256', KEY).update('["user","webchat","ann"]').digest('hex');

  expect(names.user('webchat', 'ann')).toBe(digest.slice(0, 32));
});

test('the same id has another pseudonym in every domain, channel, conversation and key', () => {
  const all = [
    names.user('a', 'b'),
    names.user('b', 'b'),
    names.conversation('a', 'b'),
    names.activity('a', 'b'),
    names.identity('b'),
    names.deriveKey('b').slice(0, 32),
    names
      .seen(names.activity('a', 'b'), { direction: 'incoming', type: 'message' })
      .toString('hex'),
    pseudonyms(Buffer.alloc(32, 8)).user('a', 'b'),
  ];

  expect(new Set(all).size).toBe(all.length);
});

type Pair = readonly [string, string];
const PAIRS: readonly (readonly [Pair, Pair])[] = [
  [
    ['a', 'b c'],
    ['a b', 'c'],
  ],
  [
    ['ab', 'c'],
    ['a', 'bc'],
  ],
  [
    ['a"', 'b'],
    ['a', '"b'],
  ],
  [
    ['1 a', 'b'],
    ['1', 'a b'],
  ],
  [
    ['', 'a'],
    ['a', ''],
  ],
  [
    ['a', '\uD800'],
    ['a', '\uDC00'],
  ],
  [
    ['a', '\uD800'],
    ['a', '\uFFFD'],
  ],
];

test.for(PAIRS)('%j and %j are two, also when they are remembered', ([a, b]) => {
  for (const of of [names.user, names.conversation]) {
    const [first, second] = [of(...a), of(...b)];

    expect(first).not.toBe(second);
    expect([of(...a), of(...b)]).toEqual([first, second]);
  }
});

test('an activity has another pseudonym in another conversation, and under another key', () => {
  const other = pseudonyms(Buffer.alloc(32, 8));
  const all = [
    names.activity(names.conversation('webchat', 'c1'), '1'),
    names.activity(names.conversation('webchat', 'c1'), '2'),
    names.activity(names.conversation('webchat', 'c2'), '1'),
    other.activity(other.conversation('webchat', 'c1'), '1'),
  ];

  expect(new Set(all).size).toBe(all.length);
  for (const pseudonym of all) expect(pseudonym).toMatch(/^[0-9a-f]{32}$/u);
});

test('an activity is known again by channel, conversation, id, direction and type', () => {
  const seen = (key: string, direction: 'incoming' | 'outgoing', type: string) =>
    names.seen(key, { direction, type }).toString('hex');
  const key = names.activity('c', '1');
  const all = [
    seen(key, 'incoming', 'message'),
    seen(key, 'outgoing', 'message'),
    seen(key, 'incoming', 'event'),
    seen(names.activity('c', '2'), 'incoming', 'message'),
    seen(names.activity('d', '1'), 'incoming', 'message'),
  ];

  expect(new Set(all).size).toBe(all.length);
  expect(seen(key, 'incoming', 'message')).toBe(all[0]);
  expect(names.seen(key, { direction: 'incoming', type: 'message' })).toHaveLength(16);
});

test('a derived key is 64 hex digits, one for each purpose', () => {
  expect(names.deriveKey('ga4')).toMatch(/^[0-9a-f]{64}$/u);
  expect(names.deriveKey('ga4')).not.toBe(names.deriveKey('mixpanel'));
});
