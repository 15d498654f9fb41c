/** When the daily job looks, and what of its failures is told. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { AnalyticsError } from '../../src/model/errors.ts';
import { DEFAULT_RETENTION } from '../../src/model/retention.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/model/time.ts';
import type { RetainQuery, SealQuery } from '../../src/record/maintenance.ts';
import { DEFAULT_OUTBOX_LIMITS } from '../../src/model/settings.ts';
import type { Store } from '../../src/record/store.ts';
import { housekeeping } from '../../src/runtime/housekeeping.ts';
import { sweeping } from '../../src/runtime/sweeping.ts';

const NOW = Date.parse('2026-03-02T08:00Z');

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function started(fails: readonly unknown[] = []) {
  const queries: RetainQuery[] = [];
  const sealed: SealQuery[] = [];
  const told: unknown[] = [];
  const failures = [...fails];
  const job = housekeeping({
    maintenance: {
      retain: async (query) => {
        queries.push(query);
        if (failures.length > 0) throw failures.shift();
        return undefined;
      },
      seal: async (query) => sealed.push(query),
    },
    retention: DEFAULT_RETENTION,
    now: () => NOW,
    onError: (error) => told.push(error),
  });
  return { job, queries, sealed, told };
}

test('it looks for the first time five to ten minutes after the start', async () => {
  const { queries } = started();
  await vi.advanceTimersByTimeAsync(5 * MINUTE_MS - 1);
  expect(queries).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(5 * MINUTE_MS + 1);

  expect(queries).toHaveLength(1);
});

test('it looks by the bot’s clock, and does nothing that was done within 20 hours', async () => {
  const { queries } = started();
  await vi.advanceTimersByTimeAsync(10 * MINUTE_MS);

  expect(queries).toMatchObject([
    { now: NOW, retention: DEFAULT_RETENTION, unlessWithinMs: 20 * HOUR_MS },
  ]);
});

test('it looks again every hour, also after a failure', async () => {
  const { queries } = started([new Error('first')]);
  await vi.advanceTimersByTimeAsync(10 * MINUTE_MS + 3 * HOUR_MS);

  expect(queries).toHaveLength(4);
});

test('a store that is locked is tried again in silence, anything else is told', async () => {
  const broken = new Error('no such table');
  const { told } = started([new AnalyticsError('STORE_UNAVAILABLE', 'locked'), broken]);
  await vi.advanceTimersByTimeAsync(10 * MINUTE_MS + HOUR_MS);

  expect(told).toEqual([broken]);
});

test('days that are over are packed each time, also where nothing could be removed', async () => {
  const { sealed } = started([new Error('first')]);
  await vi.advanceTimersByTimeAsync(10 * MINUTE_MS + 2 * HOUR_MS);

  expect(sealed.map(({ now }) => now)).toEqual([NOW, NOW, NOW]);
});

test('stopped, it looks no more, and what is under way is to stop', async () => {
  const { job, queries } = started();
  await vi.advanceTimersByTimeAsync(10 * MINUTE_MS);
  const [query] = queries;
  expect(query?.isStopped?.()).toBe(false);
  job.stop();
  await vi.advanceTimersByTimeAsync(5 * HOUR_MS);

  expect(query?.isStopped?.()).toBe(true);
  expect(queries).toHaveLength(1);
});

test('a store that is swept is looked after daily too, until the sweeping stops', async () => {
  const asked: string[] = [];
  const store = {
    outbox: { expire: async () => (asked.push('expire'), 0) },
    maintenance: {
      retain: async () => void asked.push('retain'),
      seal: async () => asked.push('seal'),
    },
  } as unknown as Pick<Store, 'outbox' | 'maintenance'>;
  const sweeper = sweeping({
    store,
    settings: { outbox: DEFAULT_OUTBOX_LIMITS, retention: DEFAULT_RETENTION },
    now: () => NOW,
    onError: () => undefined,
  });
  await vi.advanceTimersByTimeAsync(10 * MINUTE_MS);
  sweeper.stop();
  const swept = asked.length;
  await vi.advanceTimersByTimeAsync(3 * HOUR_MS);

  expect(asked.filter((what) => what === 'retain' || what === 'seal')).toEqual(['retain', 'seal']);
  expect(asked.filter((what) => what === 'expire')).toHaveLength(11);
  expect(asked).toHaveLength(swept);
});

test('what waits in the outbox does not become too old by a clock that has jumped, before it has gone on for a day', async () => {
  const asked: number[] = [];
  const store = {
    outbox: {
      expire: async ({ enqueuedBefore }: { readonly enqueuedBefore: number }) => {
        asked.push(enqueuedBefore);
        return 0;
      },
    },
    maintenance: { retain: async () => undefined, seal: async () => 0 },
  } as unknown as Pick<Store, 'outbox' | 'maintenance'>;
  const { maxAgeMs } = DEFAULT_OUTBOX_LIMITS;
  vi.setSystemTime(NOW);
  const sweeper = sweeping({
    store,
    settings: { outbox: DEFAULT_OUTBOX_LIMITS, retention: DEFAULT_RETENTION },
    now: () => NOW,
    onError: () => undefined,
  });
  const jumped = NOW + 400 * DAY_MS;
  vi.setSystemTime(jumped);
  await vi.advanceTimersByTimeAsync(DAY_MS);
  const meanwhile = [...asked];
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  sweeper.stop();

  expect(meanwhile).toHaveLength(1 + DAY_MS / MINUTE_MS);
  expect(new Set(meanwhile)).toEqual(new Set([NOW - maxAgeMs]));
  expect(asked.at(-1)).toBe(jumped + DAY_MS + MINUTE_MS - maxAgeMs);
});
