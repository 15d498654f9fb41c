import { expect, test } from 'vitest';
import { commitTimes } from '../../src/runtime/commit-times.ts';

const NONE = { count: 0, sumMs: 0, maxMs: 0 };

test('before the first commit everything is 0', () => {
  const { buckets, ...rest } = commitTimes().health();

  expect(rest).toEqual(NONE);
  expect(buckets.map(({ count }) => count)).toEqual(buckets.map(() => 0));
});

test.for([
  { ms: 0, below: 1 },
  { ms: 1, below: 1 },
  { ms: 1.001, below: 2.5 },
  { ms: 10_000, below: 10_000 },
  { ms: 10_000.1, below: Infinity },
])('$ms ms count in every bucket from $below ms on', ({ ms, below }) => {
  const times = commitTimes();
  times.add(ms);
  const { buckets, ...rest } = times.health();

  expect(rest).toEqual({ count: 1, sumMs: ms, maxMs: ms });
  expect(buckets.filter(({ count }) => count === 1)).toEqual(
    buckets.filter(({ leMs }) => leMs >= below),
  );
});

test('times are added up, and the longest is kept', () => {
  const times = commitTimes();
  for (const ms of [3, 400, 20]) times.add(ms);

  expect(times.health()).toMatchObject({ count: 3, sumMs: 423, maxMs: 400 });
});
