import { expect, test } from 'vitest';

import { latestCache } from '../../src/model/latest-cache.ts';

const KEYS = Array.from({ length: 20 }, (_, i) => `k${i}`);

function filled(entries: number) {
  const cache = latestCache<number>(entries);
  for (const [i, key] of KEYS.entries()) cache.set(key, i);
  return cache;
}

test('remembers the latest entries, and at most twice as many', () => {
  const cache = filled(4);

  const known = KEYS.flatMap((key) => cache.get(key) ?? []);

  expect(known.length).toBeLessThanOrEqual(8);
  expect(known.slice(-4)).toEqual([16, 17, 18, 19]);
});

test('what is asked for stays', () => {
  const cache = latestCache<number>(4);
  for (const [i, key] of KEYS.entries()) {
    cache.set(key, i);
    cache.get('k0');
  }

  expect(cache.get('k0')).toBe(0);
});

test('of one that is put again, the last value counts, also after it has got older', () => {
  const cache = latestCache<number>(2);
  cache.set('a', 1);
  cache.set('b', 1); // both are older now
  cache.set('a', 2);
  cache.set('c', 1);

  expect(cache.get('a')).toBe(2);
});

test('forgets everything when it is cleared', () => {
  const cache = filled(4);
  cache.clear();

  expect(KEYS.filter((key) => cache.get(key) !== undefined)).toEqual([]);
});
