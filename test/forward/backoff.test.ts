import { describe, expect, test } from 'vitest';
import { backoffCeilingMs, backoffMs } from '../../src/forward/backoff.ts';

describe('the upper bound of the wait', () => {
  test.for([
    [1, 2_000],
    [2, 4_000],
    [5, 32_000],
    [6, 60_000],
    [10, 60_000],
    [11, 120_000],
    [12, 240_000],
    [13, 300_000],
    [1_000, 300_000],
  ])('after %i failures in a row: %i ms', ([failures, ceiling]) => {
    expect(backoffCeilingMs(failures!)).toBe(ceiling);
  });
});

test.for([
  { chance: 0, wait: 0 },
  { chance: 0.5, wait: 2_000 },
  { chance: 0.9999, wait: 4_000 },
])('the jitter is full: chance $chance of the second bound is $wait ms', ({ chance, wait }) => {
  expect(backoffMs(2, () => chance)).toBe(wait);
});
