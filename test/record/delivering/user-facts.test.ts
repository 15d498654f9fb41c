import { expect, test } from 'vitest';

import { userFacts } from '../../../src/record/delivering/user-facts.ts';
import { T0 } from '../turns.ts';

const channel = (name: string, first: number | null, last: number | null) => ({
  channel: name,
  firstActAt: first,
  lastActAt: last,
  received: 2,
  sessions: 1,
});

test('the first and the last channel are told, of those at the same time the one that is named first', () => {
  const channels = [
    channel('a', null, null),
    channel('b', T0 + 1, T0 + 5),
    channel('c', T0, T0 + 9),
    channel('d', T0, T0 + 9),
  ];

  expect(userFacts(channels, '{"plan":"pro"}')).toEqual({
    firstActAt: T0,
    firstChannel: 'c',
    lastActAt: T0 + 9,
    lastChannel: 'c',
    received: 8,
    sessions: 4,
    traits: { plan: 'pro' },
  });
});

test('of somebody who was never active, nothing is told but that', () => {
  expect(userFacts([], undefined)).toEqual({ received: 0, sessions: 0, traits: {} });
});
