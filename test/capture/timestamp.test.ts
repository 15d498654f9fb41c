import { expect, test } from 'vitest';

import { readTime, stopwatchBy, turnNow } from '../../src/capture/timestamp.ts';
import { DAY_MS, HOUR_MS } from '../../src/model/time.ts';
import { NOW } from '../support/capture.ts';

const foreign = Object.assign(new Date(NOW - 5), {
  getTime: () => {
    throw new Error('not asked');
  },
});

test.for<{ when: string; timestamp: unknown; at: number }>([
  { when: 'a Date', timestamp: new Date(NOW - 1), at: NOW - 1 },
  { when: 'a Date whose getTime was replaced', timestamp: foreign, at: NOW - 5 },
  { when: 'an ISO text', timestamp: '2026-03-02T09:59:00.000Z', at: NOW - 60_000 },
  { when: 'an ISO text with a zone', timestamp: '2026-03-02T11:00:00+01:00', at: NOW },
  { when: 'epoch ms', timestamp: NOW + 7, at: NOW + 7 },
  { when: 'epoch ms with a fraction', timestamp: NOW + 0.5, at: NOW },
  { when: 'exactly 24 h ago', timestamp: NOW - DAY_MS, at: NOW - DAY_MS },
  { when: 'exactly 1 h ahead', timestamp: NOW + HOUR_MS, at: NOW + HOUR_MS },
])('$when is the time', ({ timestamp, at }) => {
  expect(readTime(timestamp, NOW)).toEqual({ at, atReceipt: false });
});

test.for<{ when: string; timestamp: unknown }>([
  { when: '1 ms over 24 h ago', timestamp: NOW - DAY_MS - 1 },
  { when: '1 ms over 1 h ahead', timestamp: NOW + HOUR_MS + 1 },
  { when: '24 h ahead', timestamp: NOW + DAY_MS },
  { when: 'nothing', timestamp: undefined },
  { when: 'null', timestamp: null },
  { when: 'an Invalid Date', timestamp: new Date(Number.NaN) },
  { when: 'NaN', timestamp: Number.NaN },
  { when: 'Infinity', timestamp: Number.POSITIVE_INFINITY },
  { when: 'no time at all', timestamp: 'yesterday' },
  { when: 'an object with valueOf', timestamp: { valueOf: () => NOW } },
  { when: 'a bigint', timestamp: BigInt(NOW) },
])('$when is replaced by the time of receipt', ({ timestamp }) => {
  expect(readTime(timestamp, NOW)).toEqual({ at: NOW, atReceipt: true });
});

test.for([
  { when: 'long queued', at: NOW - 2 * HOUR_MS },
  { when: 'ahead of our clock', at: NOW + 60_000 },
  { when: 'received at once', at: NOW },
])('a turn $when counts on from its own time', ({ at }) => {
  const origin = { turnId: 't', receivedAt: NOW, at, channel: 'webchat', test: false };

  expect(turnNow(origin, () => 0)).toBe(at);
  expect(turnNow(origin, () => 700)).toBe(at + 700);
});

test.for([
  { when: 'goes on', by: 700, passed: 700 },
  { when: 'is put back by two hours', by: -2 * HOUR_MS, passed: 0 },
  { when: 'jumps by 400 days', by: 400 * DAY_MS, passed: DAY_MS },
])('by a clock that $when, $passed ms have passed', ({ by, passed }) => {
  expect(stopwatchBy(() => NOW + by, NOW)()).toBe(passed);
});
