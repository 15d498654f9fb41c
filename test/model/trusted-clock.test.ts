/** What is believed of a clock that is suddenly far ahead. */

import { describe, expect, test } from 'vitest';

import { DAY_MS, HOUR_MS } from '../../src/model/time.ts';
import { trustedClock, trustedNow } from '../../src/model/trusted-clock.ts';

const NOW = Date.parse('2026-06-10T12:34Z');

describe('the time that decides, of a clock that is looked at once a day', () => {
  test.for([
    { when: 'it is looked for the first time', last: undefined, trusted: NOW },
    { when: 'the last look was yesterday', last: NOW - DAY_MS, trusted: NOW },
    { when: 'it was two days ago', last: NOW - 2 * DAY_MS, trusted: NOW },
    { when: 'it was longer ago', last: NOW - 2 * DAY_MS - 1, trusted: NOW - 1 },
    { when: 'it was a year ago', last: NOW - 365 * DAY_MS, trusted: NOW - 363 * DAY_MS },
    { when: 'a clock was ahead', last: NOW + 400 * DAY_MS, trusted: NOW },
  ])('is two days later at most than the last look: $when', ({ last, trusted }) => {
    expect(trustedNow(last, NOW)).toBe(trusted);
  });
});

/** Looks at a clock at so many hours after the start; answers what is believed, in hours. */
function believed(hours: readonly number[]): readonly number[] {
  let now = NOW;
  const trusted = trustedClock(() => now);
  return hours.map((hour) => {
    now = NOW + hour * HOUR_MS;
    return (trusted() - NOW) / HOUR_MS;
  });
}

describe('a clock that is looked at all the time', () => {
  test.for([
    { when: 'it goes on', says: [1, 2, 50], believes: [1, 2, 50] },
    { when: 'it is put back', says: [10, 5, 6], believes: [10, 5, 6] },
    { when: 'it steps two days', says: [1, 49, 50], believes: [1, 49, 50] },
    { when: 'it steps further', says: [1, 49.1, 50], believes: [1, 1, 1] },
    {
      when: 'it steps far, and has gone on for a day',
      says: [1, 9_600, 9_612, 9_623.9, 9_624, 9_625],
      believes: [1, 1, 1, 1, 9_624, 9_625],
    },
    {
      when: 'it steps far, and is put right',
      says: [1, 9_600, 9_610, 12, 13],
      believes: [1, 1, 1, 12, 13],
    },
    {
      when: 'it steps far twice: a step is not a day that has passed',
      says: [1, 9_600, 19_200, 19_212, 19_224],
      believes: [1, 1, 1, 1, 19_224],
    },
    {
      when: 'it steps far, and back to what is far as well: the day begins anew',
      says: [1, 9_600, 9_000, 9_023, 9_024],
      believes: [1, 1, 1, 1, 9_024],
    },
  ])('$when', ({ says, believes }) => {
    expect(believed(says)).toEqual(believes);
  });
});
