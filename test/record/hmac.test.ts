import { createHmac } from 'node:crypto';

import { expect, test } from 'vitest';

import { hmacOf } from '../../src/record/hmac.ts';

const KEY = Buffer.alloc(32, 7);

test.for([
  { what: 'nothing', text: '' },
  { what: 'a short text', text: '["user","webchat","ann"]' },
  { what: 'other scripts', text: 'Größe 🍕 половина' },
  { what: 'the longest that has room', text: 'x'.repeat(341) },
  { what: 'as long, of three bytes each', text: '€'.repeat(341) },
  { what: 'one that is longer', text: '€'.repeat(342) },
])('is what createHmac makes of $what', ({ text }) => {
  expect(hmacOf(KEY)(text)).toBe(createHmac('sha256', KEY).update(text).digest('hex'));
});

test.for([0, 1, 64, 65, 200])('is what createHmac makes with a key of %i bytes', (length) => {
  const key = Buffer.alloc(length, 9);

  expect(hmacOf(key)('ann')).toBe(createHmac('sha256', key).update('ann').digest('hex'));
});

test('does not depend on the texts before', () => {
  const hmac = hmacOf(KEY);

  const answers = ['a longer text', 'ab', 'a longer text'].map(hmac);

  expect(answers[2]).toBe(answers[0]);
});
