import { describe, expect, test } from 'vitest';

import { DAY_MS } from '../../src/model/time.ts';
import { previousRange } from '../../src/report/compare.ts';
import type { ReportPeriod, SeriesOptions } from '../../src/report/options.ts';
import { PERIODS } from '../../src/report/options.ts';
import type { Range } from '../../src/report/time/range.ts';
import { periodRange, resolveRange } from '../../src/report/time/range.ts';
import { zoneNamed } from '../../src/report/time/zone.ts';

const at = (text: string): number => Date.parse(text);
const iso = ({ from, to }: Range): string[] =>
  [from, to].map((instant) => new Date(instant).toISOString().slice(0, 16));

/** 31 May 2026, a Sunday, 00:07 in Vienna. */
const NOW = at('2026-05-30T22:07Z');

describe('periods are of the zone, and end with the running quarter-hour', () => {
  const expected: Readonly<Record<ReportPeriod, [string, string]>> = {
    today: ['2026-05-30T22:00', '2026-05-30T22:15'],
    yesterday: ['2026-05-29T22:00', '2026-05-30T22:00'],
    last7days: ['2026-05-24T22:00', '2026-05-30T22:15'],
    last14days: ['2026-05-17T22:00', '2026-05-30T22:15'],
    last30days: ['2026-05-01T22:00', '2026-05-30T22:15'],
    thisMonth: ['2026-04-30T22:00', '2026-05-30T22:15'],
    lastMonth: ['2026-03-31T22:00', '2026-04-30T22:00'],
    last3Months: ['2026-02-27T23:00', '2026-05-30T22:15'],
    thisYear: ['2025-12-31T23:00', '2026-05-30T22:15'],
    lastYear: ['2024-12-31T23:00', '2025-12-31T23:00'],
  };

  test.for(PERIODS)('%s', (period) => {
    expect(iso(periodRange(period, zoneNamed('Europe/Vienna'), NOW))).toEqual(expected[period]);
  });

  test('in UTC it is still the day before', () => {
    expect(iso(periodRange('today', zoneNamed('UTC'), NOW))).toEqual([
      '2026-05-30T00:00',
      '2026-05-30T22:15',
    ]);
  });
});

async function resolve(
  options: SeriesOptions,
  { zone = 'Europe/Vienna', first }: { zone?: string; first?: number } = {},
): Promise<string[]> {
  const firstFactAt = () => Promise.resolve(first);
  return iso(await resolveRange(options, { zone: zoneNamed(zone), now: NOW, firstFactAt }));
}

describe('from and to', () => {
  test.for<{ rule: string; options: SeriesOptions; range: [string, string] }>([
    {
      rule: 'neither is the last 30 days',
      options: {},
      range: ['2026-05-01T22:00', '2026-05-30T22:15'],
    },
    {
      rule: 'dates are days of the zone, the last included',
      options: { from: '2026-03-29', to: '2026-03-29' },
      range: ['2026-03-28T23:00', '2026-03-29T22:00'],
    },
    {
      rule: 'an instant ends a range without being in it',
      options: { from: '2026-03-01T10:15:00Z', to: '2026-03-01T12:00:00+01:00' },
      range: ['2026-03-01T10:15', '2026-03-01T11:00'],
    },
    {
      rule: 'an instant without an offset is what the zone’s clocks show',
      options: { from: '2026-05-01T10:00', to: '2026-05-01T11:00' },
      range: ['2026-05-01T08:00', '2026-05-01T09:00'],
    },
    {
      rule: 'a Date is an instant',
      options: { from: new Date('2026-05-01T08:00Z'), to: new Date('2026-05-01T09:00Z') },
      range: ['2026-05-01T08:00', '2026-05-01T09:00'],
    },
    {
      rule: 'from alone ends now',
      options: { from: '2026-05-30' },
      range: ['2026-05-29T22:00', '2026-05-30T22:15'],
    },
    {
      rule: 'what lies in the future is left out',
      options: { from: '2026-05-30', to: '2026-12-31' },
      range: ['2026-05-29T22:00', '2026-05-30T22:15'],
    },
    {
      rule: 'a range in the future is empty',
      options: { from: '2027-01-01', to: '2027-01-31' },
      range: ['2026-12-31T23:00', '2026-12-31T23:00'],
    },
    {
      rule: 'the same instant twice is an empty range',
      options: { from: '2026-05-01T08:00Z', to: '2026-05-01T08:00Z' },
      range: ['2026-05-01T08:00', '2026-05-01T08:00'],
    },
  ])('$rule', async ({ options, range }) => {
    expect(await resolve(options)).toEqual(range);
  });

  test('to alone starts with the quarter-hour of the first record', async () => {
    const first = at('2026-02-03T04:05:06Z');

    expect(await resolve({ to: '2026-03-01' }, { first })).toEqual([
      '2026-02-03T04:00',
      '2026-03-01T23:00',
    ]);
  });

  test('to before the first record is an empty range', async () => {
    const first = at('2026-02-03T04:05:06Z');

    expect(await resolve({ to: '2026-01-01' }, { first })).toEqual([
      '2026-01-01T23:00',
      '2026-01-01T23:00',
    ]);
  });

  test('to alone in an empty store starts in 1974 (R3)', async () => {
    expect(await resolve({ to: '2026-03-01' })).toEqual(['1974-01-01T00:00', '2026-03-01T23:00']);
  });
});

describe('compare: previous', () => {
  const zone = zoneNamed('Europe/Vienna');
  const previous = (range: Range, period?: ReportPeriod) => iso(previousRange(range, period, zone));

  test.for<[ReportPeriod, string, string]>([
    ['thisMonth', '2026-03-31T22:00', '2026-04-30T22:00'],
    ['lastMonth', '2026-02-28T23:00', '2026-03-31T22:00'],
    ['thisYear', '2024-12-31T23:00', '2025-12-31T23:00'],
    ['lastYear', '2023-12-31T23:00', '2024-12-31T23:00'],
    ['last3Months', '2025-11-27T23:00', '2026-02-27T23:00'],
    ['yesterday', '2026-05-28T22:00', '2026-05-29T22:00'],
    ['last7days', '2026-05-18T21:45', '2026-05-24T22:00'],
  ])('%s → %s to %s', ([period, from, to]) => {
    expect(previous(periodRange(period, zone, NOW), period)).toEqual([from, to]);
  });

  test('whole days before a day of 23 hours are whole days', () => {
    const march29 = { from: at('2026-03-28T23:00Z'), to: at('2026-03-29T22:00Z') };

    expect(march29.to - march29.from).toBe(DAY_MS * (23 / 24));
    expect(previous(march29)).toEqual(['2026-03-27T23:00', '2026-03-28T23:00']);
  });
});
