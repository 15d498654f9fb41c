/** What is packed is what is unpacked, however large, and in as few bytes as promised. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { MEASURES } from '../../../src/record/measures.ts';
import {
  countSums,
  mergedCounts,
  packCounters,
  unpackCounters,
} from '../../../src/record/sealing/counters.ts';
import { cutsOf } from '../../../src/record/sealing/cuts.ts';
import { packFirstActs, unpackFirstActs } from '../../../src/record/sealing/first-acts.ts';
import {
  labelSumsOf,
  mergedLabels,
  packLabels,
  unpackLabels,
} from '../../../src/record/sealing/labels.ts';
import { packNumbers, unpackNumbers } from '../../../src/record/sealing/numbers.ts';
import {
  mergedPresence,
  packPresence,
  unpackPresence,
} from '../../../src/record/sealing/presence.ts';
import { dividedDaySets, wholeDaySets } from '../../../src/record/sealing/presence-sets.ts';
import { sealRows, unpacked } from '../../../src/record/sealing/seal.ts';
import { isSound } from '../../../src/record/sealing/soundness.ts';
import { NEVER } from '../../../src/record/reads.ts';
import { fuzz } from '../../support/fuzz.ts';
import { presenceRows } from '../presence-rows.ts';

const DAY = 20_000;
const Q = DAY * 96;
const MAX = 0x7f_ff_ff_ff;

const number = fc.oneof(
  fc.integer({ min: 0, max: 255 }),
  fc.integer({ min: 0, max: 65_535 }),
  fc.integer({ min: 0, max: MAX }),
);

describe('numbers', () => {
  test.for([
    { of: [0, 0, 0], bytes: 0 },
    { of: [0, 255], bytes: 2 },
    { of: [256, 1, 65_535], bytes: 6 },
    { of: [65_536, MAX], bytes: 8 },
  ])('$of take $bytes bytes', ({ of, bytes }) => {
    const packed = packNumbers(of);

    expect(packed).toHaveLength(bytes);
    expect(Array.from(unpackNumbers(packed, of.length))).toEqual(of);
  });

  test('of any size come back', () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 1 }), (of) => {
        expect(Array.from(unpackNumbers(packNumbers(of), of.length))).toEqual(of);
      }),
      fuzz(200),
    );
  });
});

const presence = fc.record({
  quarter: fc.integer({ min: Q, max: Q + 95 }),
  segment: fc.integer({ min: 1, max: 3 }),
  user: fc.oneof(fc.integer({ min: 0, max: 9 }), number),
  received: fc.integer({ min: 0, max: 70_000 }),
  unrecognized: fc.integer({ min: 0, max: 2 }),
});

interface Presence {
  readonly quarter: number;
  readonly segment: number;
  readonly user: number;
  readonly received: number;
  readonly unrecognized: number;
}

/** Sums by segment, quarter-hour and user, in that order. */
function summed(rows: readonly Presence[]): readonly Presence[] {
  const sums = new Map<string, Presence>();
  for (const row of rows) {
    const key = `${row.segment} ${row.user} ${row.quarter}`;
    const before = sums.get(key) ?? { ...row, received: 0, unrecognized: 0 };
    sums.set(key, {
      ...before,
      received: before.received + row.received,
      unrecognized: before.unrecognized + row.unrecognized,
    });
  }
  return [...sums.values()].toSorted(
    (a, b) => a.segment - b.segment || a.quarter - b.quarter || a.user - b.user,
  );
}

describe('presence', () => {
  const FIELDS = ['received', 'unrecognized'] as const;

  test('comes back as rows', () => {
    fc.assert(
      fc.property(fc.array(presence, { minLength: 1 }), (rows) => {
        const packed = packPresence(mergedPresence(rows));
        expect(unpackPresence(packed, DAY)).toEqual(summed(rows));
        expect(isSound('sealed_presence', { ...packed })).toBe(true);
      }),
      fuzz(200),
    );
  });

  test('is divided at any edges as its rows are', () => {
    const edge = fc.integer({ min: Q - 3, max: Q + 99 });
    const edges = fc
      .uniqueArray(edge, { minLength: 2 })
      .map((unordered) => unordered.toSorted((a, b) => a - b));
    const segments = fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 3 })), { nil: undefined });
    fc.assert(
      fc.property(fc.array(presence, { minLength: 1 }), edges, segments, (rows, all, asked) => {
        const [from, to] = [all[0]!, all.at(-1)!];
        const cuts = cutsOf({ from, to, edges: all });
        const wanted = asked && new Set(asked);
        const row = { ...packPresence(mergedPresence(rows)), day: DAY };
        const expected = summed(
          rows
            .filter(
              ({ quarter, segment }) =>
                quarter >= from && quarter < to && (!asked || asked.includes(segment)),
            )
            .map((each) => ({ ...each, quarter: all.findLast((one) => one <= each.quarter)! })),
        );
        const sets = dividedDaySets(row, cuts, FIELDS, wanted);

        expect(summed(presenceRows(sets, FIELDS) as readonly Presence[])).toEqual(expected);
        const who = dividedDaySets(row, cuts, [], wanted);
        const withNothing = presenceRows(who).map((each) => ({
          ...each,
          received: 0,
          unrecognized: 0,
        }));
        expect(summed(withNothing)).toEqual(
          expected.map((each) => ({ ...each, received: 0, unrecognized: 0 })),
        );
        for (const { users, highest } of who) {
          expect(highest).toBeGreaterThanOrEqual(Math.max(...Array.from(users)));
        }
      }),
      fuzz(200),
    );
  });

  test('of a whole day is one set per segment', () => {
    const rows = [
      { quarter: Q, segment: 7, user: 3, received: 2, unrecognized: 0 },
      { quarter: Q + 95, segment: 7, user: 3, received: 300, unrecognized: 1 },
      { quarter: Q + 4, segment: 7, user: 9, received: 0, unrecognized: 0 },
      { quarter: Q + 4, segment: 8, user: 1, received: 5, unrecognized: 5 },
    ];
    const row = { ...packPresence(mergedPresence(rows)), day: DAY };
    const [set, ...others] = wholeDaySets(row, Q, FIELDS, new Set([7]));

    expect(others).toEqual([]);
    expect(presenceRows([set!], FIELDS)).toEqual([
      { quarter: Q, segment: 7, user: 3, received: 2, unrecognized: 0 },
      { quarter: Q, segment: 7, user: 3, received: 300, unrecognized: 1 },
      { quarter: Q, segment: 7, user: 9, received: 0, unrecognized: 0 },
    ]);
    expect(set!.highest).toBe(9);
    expect(presenceRows(wholeDaySets(row, Q, FIELDS, undefined), FIELDS)).toHaveLength(4);
  });
});

const nothing = Object.fromEntries(MEASURES.map((measure) => [measure, 0])) as Record<
  (typeof MEASURES)[number],
  number
>;
const counts = (quarter: number, segment: number, more: object) => ({
  quarter,
  segment,
  ...nothing,
  ...more,
});

test('counters come back as rows, less those that say nothing', () => {
  const packed = packCounters(
    mergedCounts([
      counts(Q + 9, 300, { sent: 70_000 }),
      counts(Q + 2, 1, { received: 1 }),
      counts(Q + 2, 1, { received: 1, recognized: 2 }),
      counts(Q + 5, 1, {}),
    ]),
  );

  expect(unpackCounters(packed, DAY)).toEqual([
    counts(Q + 2, 1, { received: 2, recognized: 2 }),
    counts(Q + 9, 300, { sent: 70_000 }),
  ]);
  expect(packed.signals).toHaveLength(0);
});

test('parts of a day that are answered together are one sum, also if they are its first and its last', () => {
  const rows = [
    counts(Q, 1, { sent: 1 }),
    counts(Q + 50, 1, { sent: 20 }),
    counts(Q + 95, 1, { sent: 300 }),
    counts(Q + 95, 2, { sent: 4_000 }),
  ];
  const packed = packCounters(mergedCounts(rows));
  const [edges, answeredAt] = [
    [Q, Q + 48, Q + 92, Q + 96],
    [Q, Q + 48, Q, Q + 96],
  ];
  const cuts = cutsOf({ from: Q, to: Q + 96, edges, answeredAt });
  const [run] = cuts.runs(Q);
  const sums = countSums(['sent'], cuts);

  sums.addDay({ ...packed, day: DAY }, undefined, undefined);

  expect(run?.areWhole).toBe(false);
  expect(sums.columns).toEqual({
    quarter: [Q, Q + 48, Q],
    segment: [1, 1, 2],
    sent: [301, 20, 4_000],
  });
});

const label = (quarter: number, name: string, value: number, segment = 1) => ({
  kind: 'topic',
  quarter,
  segment,
  label: name,
  value,
});

test('labels come back as rows, and as sums of a day or of parts of it', () => {
  const rows = [
    label(Q + 1, 'a "quoted"', 2),
    label(Q + 1, 'b', 1),
    label(Q + 3, 'b', 300),
    label(Q + 90, 'b', 5),
    label(Q + 90, 'b', 7, 2),
  ];
  const packed = { ...packLabels(mergedLabels([...rows, label(Q, 'gone', 0)])), kind: 'topic' };
  const row = { ...packed, day: DAY };
  const cuts = cutsOf({ from: Q + 1, to: Q + 96, edges: [Q + 1, Q + 50, Q + 96] });
  const sumsOf = (wanted: Set<number> | undefined, start?: number) => {
    const sums = labelSumsOf(cuts);
    sums.addDay(row, wanted, start);
    const { quarter, segment, label: name, value } = sums.columns;
    return value.map((each, i) => [quarter[i], segment[i], name[i], each]);
  };

  expect(unpackLabels(packed, DAY)).toEqual(rows);
  expect(sumsOf(undefined).toSorted((a, b) => (String(a) < String(b) ? -1 : 1))).toEqual([
    [Q + 1, 1, 'a "quoted"', 2],
    [Q + 1, 1, 'b', 301],
    [Q + 50, 1, 'b', 5],
    [Q + 50, 2, 'b', 7],
  ]);
  expect(sumsOf(new Set([1]), Q)).toEqual([
    [Q, 1, 'a "quoted"', 2],
    [Q, 1, 'b', 306],
  ]);
});

test('what was taken back before it was counted stays as it is', () => {
  const taken = { quarter: Q, segment: 1, user: 5, received: 0, unrecognized: -1 };
  const other = { ...taken, segment: 2, unrecognized: 1 };
  const { packed, left } = sealRows('presence', [taken, other], [], DAY);
  const later = sealRows('presence', [...left, { ...taken, unrecognized: 3 }], packed, DAY);

  expect(left).toEqual([taken]);
  expect(unpacked('presence', packed, DAY)).toEqual([other]);
  expect(later.left).toEqual([]);
  expect(unpacked('presence', later.packed, DAY)).toEqual([{ ...taken, unrecognized: 2 }, other]);
});

test('first acts are packed by block; nothing of nobody', () => {
  const [block, first] = [2, 2 * 4_096];
  const packed = packFirstActs([
    { number: first, at: null },
    { number: first + 7, at: 900_000 * 55 + 1 },
  ]);
  const all = new Int32Array(3 * 4_096).fill(NEVER);
  unpackFirstActs(packed, block, all);

  expect([all[first], all[first + 7], all[7]]).toEqual([NEVER, 55, NEVER]);
  expect(packFirstActs([{ number: first, at: null }])).toHaveLength(0);
});

test.for([
  ['sealed_presence', { quarters: Uint8Array.of(96) }],
  ['sealed_presence', { quarters: Uint8Array.of(1, 2) }],
  ['sealed_presence', { users: new Uint8Array(3) }],
  ['sealed_presence', { received: Uint8Array.of(3, 1, 1) }],
  ['sealed_presence', { directory: Uint8Array.of(4, 255, 255, 255, 255) }],
  ['sealed_presence', { directory: new Uint8Array() }],
  ['sealed_counters', { received: Uint8Array.of(1, 2, 3) }],
  ['sealed_counters', { quarters: new Uint8Array() }],
  ['sealed_labels', { labels: '{}' }],
  ['sealed_labels', { labels: '[]' }],
  ['sealed_labels', { counts: new Uint8Array(3) }],
  ['sealed_labels', { total_segments: Uint8Array.of(9, 9) }],
] as const)('a row of %s that is half another one is told from a sound one', ([table, wrong]) => {
  const counters = packCounters([counts(Q, 1, { sent: 1 })]);
  const labels = packLabels([label(Q, 'x', 1)]);
  const sound: Readonly<Record<string, object>> = {
    sealed_presence: packPresence([
      { quarter: Q, segment: 1, user: 1, received: 1, unrecognized: 0 },
    ]),
    sealed_counters: {
      ...counters,
      sent_by_agent: counters.sentByAgent,
      turns_failed: counters.turnsFailed,
    },
    sealed_labels: {
      ...labels,
      total_segments: labels.totalSegments,
      total_places: labels.totalPlaces,
    },
  };
  const row = { ...sound[table] };

  expect(isSound(table, row)).toBe(true);
  expect(isSound(table, { ...row, ...wrong })).toBe(false);
});
