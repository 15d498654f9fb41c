/** What the reports answer before anything was recorded. */

import { expect, test } from 'vitest';

import { runReport } from '../../src/report/run.ts';
import { readsOf } from './reads-of.ts';

const NOW = Date.parse('2026-03-02T12:07Z');
const NONE = { value: null, numerator: 0, denominator: 0 };

async function ask(name: string, options: object = { period: 'today' }): Promise<object> {
  const reads = await readsOf([]);
  return (await runReport(reads, name, options, NOW)) as object;
}

const head = (report: string, dimension = 'day') => ({
  report,
  from: '2026-03-02T00:00:00.000Z',
  to: '2026-03-02T12:15:00.000Z',
  timezone: 'UTC',
  dimension,
  filters: {},
});
const date = '2026-03-02T00:00:00.000Z';

test('users', async () => {
  expect(await ask('users')).toEqual({
    ...head('users'),
    data: [{ date, new: 0, returning: 0, total: 0 }],
    summary: {
      new: 0,
      returning: 0,
      total: 0,
      returningRate: NONE,
      dau: 0,
      wau: 0,
      mau: 0,
      stickiness: NONE,
    },
  });
});

test('sessions', async () => {
  expect(await ask('sessions')).toEqual({
    ...head('sessions'),
    count: 'active',
    data: [{ date, withMessages: 0, withoutMessages: 0, total: 0 }],
    summary: {
      withMessages: 0,
      withoutMessages: 0,
      total: 0,
      meanDurationMs: null,
      medianDurationMs: null,
      messagesPerSession: null,
      sessionsPerUser: null,
      bounceRate: NONE,
    },
  });
});

test('messages', async () => {
  const zeros = {
    received: 0,
    recognized: 0,
    unrecognized: 0,
    system: 0,
    sent: 0,
    sentByAgent: 0,
    signals: 0,
  };
  expect(await ask('messages')).toEqual({
    ...head('messages'),
    data: [{ date, ...zeros }],
    summary: {
      ...zeros,
      unrecognizedPerUser: { mean: null, median: null },
      receivedPerUser: { mean: null, median: null },
      sentPerReceived: null,
      fallbackRate: NONE,
    },
  });
});

test('handover', async () => {
  const zeros = { requests: 0, chatsWithRequests: 0, chatsWithoutRequests: 0 };
  expect(await ask('handover')).toEqual({
    ...head('handover'),
    data: [{ date, ...zeros }],
    summary: {
      ...zeros,
      byReason: { direct: 0, after_fallback: 0, operator_button: 0 },
      byVia: { takeover: 0, ticket: 0 },
      accepted: 0,
      failed: 0,
      completed: 0,
      handoverRate: NONE,
      chatHandoverRate: NONE,
      medianTimeToAcceptMs: null,
    },
  });
});

test('platforms', async () => {
  expect(await ask('platforms')).toEqual({
    ...head('platforms', 'month'),
    data: [{ date: '2026-03-01T00:00:00.000Z', platforms: {} }],
    summary: {
      platforms: {},
      total: { active: 0, new: 0, accumulated: 0, churned: 0, received: 0, sent: 0 },
    },
  });
});

test('conversations', async () => {
  expect(await ask('conversations')).toEqual({
    data: [{ date, value: 0 }],
    summary: { total: 0, min: 0, max: 0, avg: 0 },
  });
});

test('a range without a bucket has no least, greatest or mean', async () => {
  expect(await ask('conversations', { from: '2027-01-01', to: '2027-01-31' })).toEqual({
    data: [],
    summary: { total: 0, min: null, max: null, avg: null },
  });
});

test('to alone starts in 1974, in years unless asked otherwise: days would be over the limit', async () => {
  const answer = (await ask('users', { to: '2026-03-01' })) as { readonly data: readonly object[] };

  expect(answer).toMatchObject({ from: '1974-01-01T00:00:00.000Z', dimension: 'year' });
  expect(answer.data).toHaveLength(53);
});

test.for(['users', 'sessions', 'messages', 'handover', 'platforms', 'conversations'])(
  '%s has no groups',
  async (name) => {
    expect(await ask(name, { group: 'channel' })).toMatchObject({ groups: [] });
  },
);
