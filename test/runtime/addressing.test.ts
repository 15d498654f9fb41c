/** What happened before a destination was switched on is not for it, however late it is recorded. */

import { expect, test } from 'vitest';

import type { Captured } from '../../src/model/turn.ts';
import { addressing } from '../../src/runtime/addressing.ts';
import { deps, turn } from '../record/turns.ts';

const AT = 1_000_000;

const batch = (...times: readonly number[]): { items: readonly Captured[] } => ({
  items: times.map((at, n) => turn({ id: `t${n}`, at })),
});
const to = (...destinations: readonly string[]) => deps({ destinations });

test.for([
  { when: 'all of it before', times: [AT - 9, AT - 1], meant: ['b', 'c'] },
  { when: 'some of it before', times: [AT - 1, AT], meant: ['b'] },
  { when: 'none of it before', times: [AT, AT + 1], meant: ['a', 'b'] },
  { when: 'nothing in it', times: [], meant: ['a', 'b'] },
])('a batch with $when is for $meant, as c is replaced by a', ({ times, meant }) => {
  const own = addressing(to('b', 'c'));
  own.change(to('a', 'b'), AT);

  expect(own.of(batch(...times)).destinations).toEqual(meant);
  expect(own.now().destinations).toEqual(['a', 'b']);
});

test('once a batch is from after the change, the change is over, also for a clock that is set back', () => {
  const own = addressing(to());
  own.change(to('a'), AT);
  const before = own.of(batch(AT - 1)).destinations;
  own.of(batch(AT));

  expect([before, own.of(batch(AT - 1)).destinations]).toEqual([[], ['a']]);
});

test('of two changes in a row, what waits from before is for none that was off in between', () => {
  const own = addressing(to('a', 'b'));
  own.change(to('b'), AT);
  own.change(to('a', 'b'), AT + 10);

  expect(own.of(batch(AT + 5)).destinations).toEqual(['b']);
  expect(own.of(batch(AT + 10)).destinations).toEqual(['a', 'b']);
});

test('what has been so all along is so for what waits as well', () => {
  const own = addressing(to());
  own.change(to('a'));

  expect(own.of(batch(AT - 1)).destinations).toEqual(['a']);
});
