import { expect, test } from 'vitest';

import { isSet } from '../../../src/record/bitmap.ts';
import { revivedRows } from '../../../src/record/delivering/letters.ts';
import type { RevivableRow } from '../../../src/record/delivering/rows.ts';
import { T0 } from '../turns.ts';

const letter = (seq: number, more: Partial<RevivableRow> = {}): RevivableRow => ({
  id: seq,
  destination: 'ga4',
  shape: 1,
  reason: 'rejected',
  seq,
  at: T0 - seq,
  ...more,
});

test('letters that are close together come back in one row, without what lies between them', () => {
  const [row, ...others] = revivedRows([letter(10), letter(11), letter(20)], T0);
  const waiting = Array.from({ length: 11 }, (_, place) => place).filter(
    (place) => !isSet(row!.settled, place),
  );

  expect(others).toEqual([]);
  expect(waiting).toEqual([0, 1, 10]);
  expect(row).toMatchObject({
    destination: 'ga4',
    shape: 1,
    firstSeq: 10,
    lastSeq: 20,
    pending: 3,
    bytes: 0,
    oldestAt: T0 - 20,
    createdAt: T0,
  });
});

test.for([
  { when: 'the gap is 64 places', letters: [letter(1), letter(65)], rows: 1 },
  { when: 'it is wider', letters: [letter(1), letter(66)], rows: 2 },
  { when: 'they are of two shapes', letters: [letter(1), letter(2, { shape: null })], rows: 2 },
  {
    when: 'they are of two destinations',
    letters: [letter(1), letter(2, { destination: 'ua' })],
    rows: 2,
  },
  {
    when: 'they fill 2,048 places',
    letters: Array.from({ length: 2_048 }, (_, place) => letter(1 + place)),
    rows: 1,
  },
  {
    when: 'they fill one more',
    letters: Array.from({ length: 2_049 }, (_, place) => letter(1 + place)),
    rows: 2,
  },
])('$rows row(s) if $when', ({ letters, rows }) => {
  expect(revivedRows(letters, T0)).toHaveLength(rows);
});

test('no letters are no row', () => {
  expect(revivedRows([], T0)).toEqual([]);
});
