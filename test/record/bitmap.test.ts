import { expect, test } from 'vitest';
import { emptyBitmap, isSet, setBit } from '../../src/record/bitmap.ts';

test.for([0, 7, 8, 15, 16])('place %i is set by itself, and only once', (place) => {
  const bitmap = emptyBitmap(17);

  expect([setBit(bitmap, place), setBit(bitmap, place)]).toEqual([true, false]);
  expect(Array.from({ length: 17 }, (_, each) => isSet(bitmap, each)).filter(Boolean)).toHaveLength(
    1,
  );
});

test('a place beyond the end is not set', () => {
  expect(isSet(Uint8Array.of(0xff), 8)).toBe(false);
});
