import { describe, expect, test } from 'vitest';

import type { Settlement } from '../../../src/record/outbox.ts';
import { waitingSeqs } from '../../../src/record/delivering/rows.ts';
import { buried, givenBack, settleRow } from '../../../src/record/delivering/settling.ts';
import { T0 } from '../turns.ts';
import { NUMBERED, SEGMENT, delivery, journalEvent, places } from './rows.ts';

const of = (seq: number, outcome: object) => ({ delivery: 7, seq, ...outcome }) as Settlement;
const DELIVERED = { outcome: 'delivered' };
const SEQS = Array.from({ length: 10 }, (_, place) => 101 + place);

describe('a row that is settled', () => {
  test('waits for what was not settled, and keeps what it was given', () => {
    const row = delivery();
    const settled = settleRow(row, [of(101, DELIVERED), of(110, { outcome: 'expired' })], T0);

    expect(waitingSeqs(settled.row)).toEqual([102, 103, 104, 105, 106, 107, 108, 109]);
    expect(settled.row).toEqual({ ...row, pending: 8, settled: places(0, 9) });
    expect(row.settled).toEqual(places());
  });

  test.for([
    { seq: 100, why: 'before it' },
    { seq: 111, why: 'behind it' },
    { seq: 102, why: 'settled before' },
  ])('is left alone by what is $why', ({ seq }) => {
    const row = delivery({ settled: places(1), pending: 9 });
    const { row: after, totals } = settleRow(row, [of(seq, DELIVERED)], T0);

    expect(after).toEqual(row);
    expect(totals).toEqual([]);
  });

  test('counts an event once, however often it is named', () => {
    const { row, totals } = settleRow(delivery(), [of(101, DELIVERED), of(101, DELIVERED)], T0);

    expect(row.pending).toBe(9);
    expect(totals).toEqual([{ destination: 'ga4', outcome: 'delivered', reason: '', events: 1 }]);
  });

  test('counts by outcome and reason, and beside these what is ambiguous and what was trimmed', () => {
    const { totals } = settleRow(
      delivery(),
      [
        of(101, { outcome: 'delivered', trimmed: ['clipped', 'clipped', 'renamed'] }),
        of(102, { outcome: 'delivered', trimmed: ['clipped'] }),
        of(103, { outcome: 'dead', reason: 'rejected', isAmbiguous: true }),
        of(104, { outcome: 'dead', reason: 'too\0large' }),
        of(105, { outcome: 'retry', afterMs: 1, isAmbiguous: true }),
        of(106, { outcome: 'begun' }),
      ],
      T0,
    );

    expect(totals.map(({ outcome, reason, events }) => [outcome, reason, events])).toEqual([
      ['delivered', '', 2],
      ['trimmed', 'clipped', 2],
      ['trimmed', 'renamed', 1],
      ['ambiguous', '', 2],
      ['dead', 'rejected', 1],
      ['dead', 'too\uFFFDlarge', 1],
    ]);
  });

  test('waits as long as the one that waits longest, in whole milliseconds', () => {
    const retry = (seq: number, afterMs: number) => of(seq, { outcome: 'retry', afterMs });
    const { row } = settleRow(delivery(), [retry(101, 10.2), retry(102, 3)], T0);

    expect(row.nextAttemptAt).toBe(T0 + 11);
    expect(row.retried).toEqual(places(0, 1));
    expect(row.pending).toBe(10);
  });

  test.for([
    { begun: places(), expected: places(3) },
    { begun: null, expected: null },
  ])('knows what was begun if that is told: $begun', ({ begun, expected }) => {
    const { row, totals } = settleRow(delivery({ begun }), [of(104, { outcome: 'begun' })], T0);

    expect(row.begun).toEqual(expected);
    expect(totals).toEqual([]);
  });
});

describe('a row is answered', () => {
  const retried = of(110, { outcome: 'retry', afterMs: 0 });
  test.for([
    { when: 'all of it is settled', with: SEQS.map((seq) => of(seq, DELIVERED)), is: true },
    {
      when: 'all but one is settled, and that is tried again',
      with: [...SEQS.slice(0, 9).map((seq) => of(seq, DELIVERED)), retried],
      is: true,
    },
    { when: 'one is left', with: SEQS.slice(1).map((seq) => of(seq, DELIVERED)), is: false },
    {
      when: 'one was only begun',
      with: SEQS.map((seq) => of(seq, { outcome: 'begun' })),
      is: false,
    },
  ])('if $when: $is', ({ with: settlements, is }) => {
    expect(settleRow(delivery(), settlements, T0).isAnswered).toBe(is);
  });

  test('in several pieces', () => {
    const [first, second] = [SEQS.slice(0, 4), SEQS.slice(4)];
    const retry = (seq: number) => of(seq, { outcome: 'retry', afterMs: 0 });
    const { row, isAnswered } = settleRow(delivery(), first.map(retry), T0);

    expect(isAnswered).toBe(false);
    expect(settleRow(row, second.map(retry), T0).isAnswered).toBe(true);
  });
});

test.for([
  { retried: places(2), attempts: 4 },
  { retried: null, attempts: 3 },
])('that it was held is an attempt if something is tried again: $retried', (given) => {
  const row = delivery({ retried: given.retried, begun: places(1), attempts: 3 });

  expect(givenBack(row)).toEqual({
    ...row,
    leaseOwner: null,
    retried: null,
    begun: null,
    attempts: given.attempts,
  });
});

test('a dead letter holds the whole event, the shape, and texts that can be kept', () => {
  const death = { outcome: 'dead', reason: 'rejected', detail: 'no\uD800' };
  const { dead } = settleRow(delivery({ shape: 3 }), [of(105, death)], T0);
  const letter = buried(dead[0]!, journalEvent(105, { user: 9 }), { now: T0, numbered: NUMBERED });

  expect({ ...letter, event: letter.event.id, data: JSON.parse(letter.data) as unknown }).toEqual({
    destination: 'ga4',
    event: 'e105',
    shape: 3,
    reason: 'rejected',
    detail: 'no\uFFFD',
    diedAt: T0,
    data: {
      id: 'e105',
      kind: 'topic_set',
      at: T0 + 105,
      turnId: 't',
      segment: SEGMENT,
      act: true,
      user: 9,
      data: { topic: 'pizza' },
    },
  });
});
