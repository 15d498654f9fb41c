import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { DAY_MS, HOUR_MS, QUARTER_MS, quarterOf } from '../../src/model/time.ts';
import { autoDimension, bucketsOf, unitBefore } from '../../src/report/time/buckets.ts';
import type { Dimension } from '../../src/report/time/calendar.ts';
import { DIMENSIONS } from '../../src/report/time/calendar.ts';
import { zoneNamed } from '../../src/report/time/zone.ts';
import { fuzz } from '../support/fuzz.ts';

const at = (text: string): number => Date.parse(text);

/** Lengths of buckets in hours, and the first instant of each as text. */
function cut(from: string, to: string, dimension: Dimension, zone: string) {
  const { starts, edges } = bucketsOf({ from: at(from), to: at(to) }, dimension, zoneNamed(zone));
  const hours = edges.slice(1).map((edge, i) => (edge - edges[i]!) / 4);
  return { starts: starts.map((start) => new Date(start).toISOString()), hours };
}

describe('days are as long as the zone makes them', () => {
  test.for([
    {
      zone: 'Europe/Vienna',
      from: '2026-03-27T23:00Z',
      to: '2026-03-30T22:00Z',
      hours: [24, 23, 24],
    },
    {
      zone: 'Europe/Vienna',
      from: '2026-10-23T22:00Z',
      to: '2026-10-26T23:00Z',
      hours: [24, 25, 24],
    },
    {
      zone: 'America/New_York',
      from: '2026-03-07T05:00Z',
      to: '2026-03-10T04:00Z',
      hours: [24, 23, 24],
    },
    {
      zone: 'America/New_York',
      from: '2026-10-31T04:00Z',
      to: '2026-11-03T05:00Z',
      hours: [24, 25, 24],
    },
    { zone: 'Asia/Kathmandu', from: '2026-03-27T18:15Z', to: '2026-03-29T18:15Z', hours: [24, 24] },
    {
      zone: 'Australia/Lord_Howe',
      from: '2026-04-03T13:00Z',
      to: '2026-04-05T13:30Z',
      hours: [24, 24.5],
    },
    {
      zone: 'Australia/Lord_Howe',
      from: '2026-10-02T13:30Z',
      to: '2026-10-04T13:00Z',
      hours: [24, 23.5],
    },
    {
      zone: 'Pacific/Chatham',
      from: '2026-04-03T10:15Z',
      to: '2026-04-05T11:15Z',
      hours: [24, 25],
    },
    {
      zone: 'Pacific/Chatham',
      from: '2026-09-25T11:15Z',
      to: '2026-09-27T10:15Z',
      hours: [24, 23],
    },
  ])('$zone from $from: $hours', ({ zone, from, to, hours }) => {
    expect(cut(from, to, 'day', zone).hours).toEqual(hours);
  });
});

test('a midnight that the zone skips is the moment of the shift (São Paulo, 2018)', () => {
  const { starts, hours } = cut(
    '2018-11-03T03:00Z',
    '2018-11-06T02:00Z',
    'day',
    'America/Sao_Paulo',
  );

  expect(starts).toEqual([
    '2018-11-03T03:00:00.000Z',
    '2018-11-04T03:00:00.000Z', // 01:00 there
    '2018-11-05T02:00:00.000Z',
  ]);
  expect(hours).toEqual([24, 23, 24]);
});

test('of a midnight that the zone has twice the first counts (Havana, 2026)', () => {
  const { starts } = cut('2026-10-31T04:00Z', '2026-11-02T05:00Z', 'day', 'America/Havana');

  expect(starts).toEqual(['2026-10-31T04:00:00.000Z', '2026-11-01T04:00:00.000Z']);
});

test('a day that the zone never had is no bucket (Samoa, 30 December 2011)', () => {
  const { starts, hours } = cut('2011-12-29T10:00Z', '2012-01-01T10:00Z', 'day', 'Pacific/Apia');

  expect(starts).toEqual([
    '2011-12-29T10:00:00.000Z',
    '2011-12-30T10:00:00.000Z', // the 31st there
    '2011-12-31T10:00:00.000Z',
  ]);
  expect(hours).toEqual([24, 24, 24]);
});

describe('hours begin when the clock strikes', () => {
  test.for([
    {
      what: 'an hour that is repeated is two buckets',
      zone: 'Europe/Vienna',
      from: '2026-10-24T23:00Z',
      to: '2026-10-25T03:00Z',
      hours: [1, 1, 1, 1],
    },
    {
      what: 'an hour that is skipped is none',
      zone: 'Europe/Vienna',
      from: '2026-03-29T00:00Z',
      to: '2026-03-29T02:00Z',
      hours: [1, 1],
    },
    {
      what: 'a shift back by 30 minutes makes one of 90',
      zone: 'Australia/Lord_Howe',
      from: '2026-04-04T13:00Z',
      to: '2026-04-04T16:30Z',
      hours: [1, 1.5, 1],
    },
    {
      what: 'a shift forward by 30 minutes makes one of 30',
      zone: 'Australia/Lord_Howe',
      from: '2026-10-03T14:30Z',
      to: '2026-10-03T17:00Z',
      hours: [1, 0.5, 1],
    },
    {
      what: 'zones between the hours have their own',
      zone: 'Asia/Kathmandu',
      from: '2026-03-29T00:00Z',
      to: '2026-03-29T02:00Z',
      hours: [0.25, 1, 0.75],
    },
  ])('$what ($zone)', ({ zone, from, to, hours }) => {
    expect(cut(from, to, 'hour', zone).hours).toEqual(hours);
  });
});

test.for([
  { dimension: 'week', first: '2026-09-28', second: '2026-10-05' }, // Mondays
  { dimension: 'month', first: '2026-10-01', second: '2026-11-01' },
  { dimension: 'year', first: '2026-01-01', second: '2027-01-01' },
] as const)(
  'a $dimension that is cut off keeps its calendar date',
  ({ dimension, first, second }) => {
    const { starts } = cut('2026-10-01T12:00Z', '2027-02-01T00:00Z', dimension, 'UTC');

    expect(starts.slice(0, 2).map((start) => start.slice(0, 10))).toEqual([first, second]);
  },
);

test('an empty range has no bucket', () => {
  expect(cut('2026-10-01T12:00Z', '2026-10-01T12:00Z', 'day', 'UTC').starts).toEqual([]);
});

test.for([
  { days: 2, dimension: 'hour' },
  { days: 2 + 1 / 96, dimension: 'day' },
  { days: 92, dimension: 'day' },
  { days: 92 + 1 / 96, dimension: 'month' },
  { days: 3 * 365 + 1, dimension: 'month' }, // 2026-01-01 to 2029-01-01: 2028 is a leap year
  { days: 3 * 365 + 1 + 1 / 96, dimension: 'year' },
])('auto: $days days → $dimension', ({ days, dimension }) => {
  const from = at('2026-01-01T00:00Z');

  expect(autoDimension({ from, to: from + days * DAY_MS }, zoneNamed('UTC'))).toBe(dimension);
});

test('2 days of 50 hours are 2 days on the clock: auto is hour', () => {
  const range = { from: at('2026-10-24T22:00Z'), to: at('2026-10-26T23:00Z') };

  expect(autoDimension(range, zoneNamed('Europe/Vienna'))).toBe('hour');
});

test.for([
  { dimension: 'day', before: '2026-03-28T23:00:00.000Z' },
  { dimension: 'month', before: '2026-01-31T23:00:00.000Z' },
  { dimension: 'hour', before: '2026-03-30T09:00:00.000Z' },
] as const)('the $dimension before is a whole one', ({ dimension, before }) => {
  const start = unitBefore(at('2026-03-30T10:15Z'), dimension, zoneNamed('Europe/Vienna'));

  expect(new Date(start).toISOString()).toBe(before);
});

test('10,000 buckets are allowed and 10,001 are not', () => {
  const from = at('2026-01-01T00:00Z');
  const hours = (n: number) => () =>
    bucketsOf({ from, to: from + n * HOUR_MS }, 'hour', zoneNamed('UTC'));

  expect(hours(10_000)().starts).toHaveLength(10_000);
  expect(hours(10_001)).toThrow(/more than 10,000 buckets/);
});

const ZONES = [
  'UTC',
  'Europe/Vienna',
  'Asia/Kathmandu',
  'America/New_York',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'America/St_Johns',
  'America/Sao_Paulo',
  'America/Havana',
  'Africa/Cairo',
  'Asia/Tehran',
  'Pacific/Apia',
];

test.for(ZONES)('whatever the range, its buckets have no gap and no overlap (%s)', (name) => {
  const zone = zoneNamed(name);
  const first = quarterOf(at('2009-06-01T00:00Z'));
  fc.assert(
    fc.property(
      fc.integer({ min: first, max: first + 10 * 365 * 96 }),
      fc.integer({ min: 1, max: 400 * 96 }),
      fc.constantFrom(...DIMENSIONS),
      (from, length, dimension) => {
        const range = { from: from * QUARTER_MS, to: (from + length) * QUARTER_MS };
        const { starts, edges } = bucketsOf(range, dimension, zone);
        expect([edges[0], edges.at(-1)]).toEqual([from, from + length]);
        expect(edges).toHaveLength(starts.length + 1);
        expect(edges.every((edge, i) => i === 0 || edge > edges[i - 1]!)).toBe(true);
        expect(starts[0]).toBeLessThanOrEqual(range.from);
        expect(starts.slice(1).map(quarterOf)).toEqual(edges.slice(1, -1));
      },
    ),
    fuzz(20),
  );
});
