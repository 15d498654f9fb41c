import { expect, test } from 'vitest';

import { claimedRow, leasedRow } from '../../../src/record/delivering/claiming.ts';
import type { DeliveryRow } from '../../../src/record/delivering/rows.ts';
import { NUMBERED, delivery, journalEvent, places } from './rows.ts';

const SEQS = Array.from({ length: 10 }, (_, place) => 101 + place);
const free = (more: Partial<DeliveryRow> = {}) => delivery({ leaseOwner: null, ...more });
const claimOf = (before: DeliveryRow, seqs = SEQS, marksBegun = false) =>
  claimedRow(before, leasedRow(before, { owner: 'b', marksBegun }), {
    rows: seqs.map((seq) => journalEvent(seq)),
    numbered: NUMBERED,
  });

test('what is settled is not claimed', () => {
  const { events, left, totals } = claimOf(
    free({ settled: places(0, 9), pending: 8, attempts: 2 }),
  );

  expect(events.map(({ seq }) => seq)).toEqual(SEQS.slice(1, 9));
  expect(events[0]).toMatchObject({ delivery: 7, attempts: 2, shape: { version: 1 } });
  expect([left, totals]).toEqual([undefined, []]);
});

test.for([
  { when: 'nobody held it', row: { leaseOwner: null }, uncertain: [] },
  { when: 'its holder died', row: { leaseOwner: 'a' }, uncertain: SEQS },
  {
    when: 'its holder died and had said what it began',
    row: { leaseOwner: 'a', begun: places(2, 5) },
    uncertain: [103, 106],
  },
])('what may have been sent if $when', ({ row, uncertain }) => {
  const { events, totals } = claimOf(delivery(row));

  expect(events.filter(({ isUncertain }) => isUncertain).map(({ seq }) => seq)).toEqual(uncertain);
  expect(totals).toEqual(
    uncertain.length === 0
      ? []
      : [{ destination: 'ga4', outcome: 'ambiguous', reason: '', events: uncertain.length }],
  );
});

test('what was erased is settled as such', () => {
  const { events, left, totals } = claimOf(free({ settled: places(0), pending: 9 }), [103, 104]);

  expect(events).toHaveLength(2);
  expect(left).toMatchObject({ pending: 2, settled: places(0, 1, 4, 5, 6, 7, 8, 9) });
  expect(totals).toEqual([{ destination: 'ga4', outcome: 'erased', reason: '', events: 7 }]);
});

test('what is left of a row that was taken over begins anew', () => {
  const before = delivery({ leaseOwner: 'a', retried: places(1), begun: null });
  const { left } = claimOf(before, [103], true);

  expect(left).toMatchObject({ leaseOwner: 'b', pending: 1, retried: null, begun: places() });
});
