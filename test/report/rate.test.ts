import { expect, test } from 'vitest';

import { mean, meanMs, median, medianMs, rate, ratio } from '../../src/report/rate.ts';

test.for([
  { numerator: 20, denominator: 100, value: 20 },
  { numerator: 1, denominator: 3, value: 33.33 },
  { numerator: 2, denominator: 3, value: 66.67 },
  { numerator: 1, denominator: 800, value: 0.13 }, // 0.125: halves go up
  { numerator: 0, denominator: 7, value: 0 },
  { numerator: 0, denominator: 0, value: null },
  { numerator: 3, denominator: 0, value: null },
])('$numerator of $denominator is $value %', ({ numerator, denominator, value }) => {
  expect(rate(numerator, denominator)).toEqual({ value, numerator, denominator });
});

test.for([
  { part: 28, whole: 27, value: 1.04 },
  { part: 1, whole: 200, value: 0.01 }, // 0.005
  { part: 0, whole: 0, value: null },
])('$part / $whole = $value', ({ part, whole, value }) => {
  expect(ratio(part, whole)).toBe(value);
});

test.for([
  { values: [], mean: null, median: null },
  { values: [5], mean: 5, median: 5 },
  { values: [10, 9, 1], mean: 6.67, median: 9 },
  { values: [4, 1, 2, 100], mean: 26.75, median: 3 },
  { values: [0, 1], mean: 0.5, median: 0.5 },
])('$values: mean $mean, median $median', ({ values, ...expected }) => {
  expect({ mean: mean(values), median: median(values) }).toEqual(expected);
});

test('means and medians of durations are whole milliseconds', () => {
  expect([meanMs([1, 2]), medianMs([1, 2]), meanMs([]), medianMs([])]).toEqual([2, 2, null, null]);
});
