import { expect, test } from 'vitest';

import { storeHealth } from '../../src/report/health.ts';

const counts = { version: 1, facts: 7, users: 2, segments: 1, lostAtMost: 9 };
const ga4 = {
  enqueued: 9,
  delivered: 4,
  pending: 2,
  dead: { http_400: 1 },
  expired: 1,
  cancelled: 0,
  erased: 1,
  ambiguous: 3,
  trimmed: { value_clipped: 2 },
};

test('counts become health: ages instead of instants, the books as they are', () => {
  const { destinations, store } = storeHealth(
    { ...counts, destinations: { ga4: { ...ga4, oldestPendingAt: 1_000 } } },
    'sqlite',
    ['ga4'],
    5_000,
  );

  expect(store).toEqual({ kind: 'sqlite', ...counts, state: 'ok' });
  expect(destinations).toEqual({
    ga4: { active: true, ...ga4, oldestPendingMs: 4_000, state: 'ok' },
  });
});

test('one that is active without events is listed, one that is switched off is inactive', () => {
  const { destinations } = storeHealth(
    { ...counts, destinations: { ga4: { ...ga4, oldestPendingAt: undefined } } },
    'sqlite',
    ['mixpanel'],
    0,
  );

  expect(destinations).toMatchObject({
    ga4: { active: false, state: 'inactive', oldestPendingMs: null },
    mixpanel: { active: true, state: 'ok', enqueued: 0, dead: {} },
  });
});

test('a clock that went back makes no negative age', () => {
  const { destinations } = storeHealth(
    { ...counts, destinations: { ga4: { ...ga4, oldestPendingAt: 9_000 } } },
    'sqlite',
    [],
    5_000,
  );

  expect(destinations['ga4']?.oldestPendingMs).toBe(0);
});
