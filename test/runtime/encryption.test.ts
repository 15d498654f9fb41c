import { expect, test } from 'vitest';

import { seal, unseal } from '../../src/runtime/encryption.ts';

const KEY = 'ab'.repeat(32);
const OTHER_KEY = 'ac'.repeat(32);
const VALUE = { token: 'canary', active: true, traits: ['plan'] };

test('what is sealed can be opened with the same key under the same name alone', () => {
  const sealed = seal(KEY, 'destination.mixpanel', VALUE);

  expect(unseal(KEY, 'destination.mixpanel', new Uint8Array(sealed))).toEqual(VALUE);
  expect(unseal(OTHER_KEY, 'destination.mixpanel', sealed)).toBeUndefined();
  expect(unseal(KEY, 'destination.googleAnalytics', sealed)).toBeUndefined();
  expect(Buffer.from(sealed).includes('canary')).toBe(false);
});

test('the same value is never sealed twice into the same', () => {
  expect(seal(KEY, 'n', VALUE)).not.toEqual(seal(KEY, 'n', VALUE));
});

test('a byte that was changed, or is missing, is noticed', () => {
  const sealed = seal(KEY, 'n', VALUE);
  const spoilt = Array.from(sealed, (byte, at) => {
    const copy = Uint8Array.from(sealed);
    copy[at] = byte ^ 1;
    return unseal(KEY, 'n', copy);
  });
  const cut = Array.from(sealed, (_, length) => unseal(KEY, 'n', sealed.subarray(0, length)));

  expect(new Set([...spoilt, ...cut])).toEqual(new Set([undefined]));
});
