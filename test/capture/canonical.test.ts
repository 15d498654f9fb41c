import { createHash } from 'node:crypto';

import { describe, expect, test } from 'vitest';

import { canonicalId, canonicalText, canonicalWord } from '../../src/capture/canonical.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('an id', () => {
  test.for<{ when: string; value: unknown; id: string | undefined }>([
    { when: 'a string', value: '29:abc', id: '29:abc' },
    { when: 'a number', value: 42, id: '42' },
    { when: 'a bigint', value: 12345678901234567890n, id: '12345678901234567890' },
    { when: 'empty', value: '', id: undefined },
    { when: 'only NUL', value: '\0', id: undefined },
    { when: 'NaN', value: Number.NaN, id: undefined },
    { when: 'infinite', value: Number.POSITIVE_INFINITY, id: undefined },
    { when: 'a boolean', value: true, id: undefined },
    { when: 'null', value: null, id: undefined },
    { when: 'an object with toString', value: { toString: () => 'x' }, id: undefined },
    { when: 'a symbol', value: Symbol('x'), id: undefined },
    { when: '__proto__', value: '__proto__', id: '__proto__' },
    { when: 'NUL inside', value: 'a\0b', id: 'ab' },
    { when: 'a lone surrogate', value: 'a\ud800b', id: 'a\ufffdb' },
    { when: 'a surrogate pair', value: 'a😀b', id: 'a😀b' },
    { when: 'not normalised', value: 'e\u0301', id: 'e\u0301' },
    { when: '128 characters', value: 'x'.repeat(128), id: 'x'.repeat(128) },
    {
      when: '129 characters',
      value: 'x'.repeat(129),
      id: `${'x'.repeat(40)}:${sha256('x'.repeat(129))}`,
    },
  ])('$when → $id', ({ value, id }) => {
    expect(canonicalId(value)).toBe(id);
  });

  test('two long ids that differ in their last character stay different', () => {
    const long = 'x'.repeat(5_000);

    expect(canonicalId(`${long}1`)).not.toBe(canonicalId(`${long}2`));
  });

  test('is well-formed even where its prefix ends inside a pair', () => {
    const id = canonicalId(`${'x'.repeat(39)}😀${'x'.repeat(100)}`) ?? '';

    expect(id).toBe(`${'x'.repeat(39)}:${sha256(`${'x'.repeat(39)}😀${'x'.repeat(100)}`)}`);
  });
});

describe('a text', () => {
  test.for<{ when: string; value: unknown; text: string | undefined }>([
    { when: 'at the limit', value: 'abcd', text: 'abcd' },
    { when: 'one over it', value: 'abcde', text: 'abcd' },
    { when: 'a pair across the limit', value: 'abc😀', text: 'abc' },
    { when: 'a pair up to the limit', value: 'ab😀x', text: 'ab😀' },
    { when: 'a lone high surrogate at the limit', value: 'abcd\ud800', text: 'abcd' },
    { when: 'a lone low surrogate', value: '\udc00', text: '\ufffd' },
    { when: 'empty', value: '', text: '' },
    { when: 'no primitive', value: {}, text: undefined },
  ])('$when → $text', ({ value, text }) => {
    expect(canonicalText(value, 4)).toBe(text);
  });

  test('that is empty is no word', () => {
    expect(canonicalWord('', 4)).toBeUndefined();
  });
});
