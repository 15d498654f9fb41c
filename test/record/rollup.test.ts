import { expect, test } from 'vitest';
import type { AnalyticsEvent } from '../../src/model/event.ts';
import type { Deltas } from '../../src/record/deltas.ts';
import { fold } from '../../src/record/rollup.ts';
import { Q0, QUARTER, T0, event, segment } from './turns.ts';

const RECEIVED = {
  class: 'recognized',
  reason: 'default',
  confidence: 'probable',
  messageType: 'text',
  textLength: 2,
  attachmentCount: 0,
  hasContent: true,
} as const;
const SENT = { author: 'bot', textLength: 1, attachmentCount: 0, proactive: false } as const;

/** Folds events of segment 7, and says what was summed as text: `quarter measure value`. */
function rolled(...events: readonly AnalyticsEvent[]): Deltas {
  return fold(events.map((each) => ({ event: each, segment: 7 })));
}

function counters({ counters: sums }: Deltas): Record<string, number> {
  return Object.fromEntries(
    [...sums.values()].map(({ quarter, measure, value }) => [`${quarter - Q0} ${measure}`, value]),
  );
}

function labels({ labels: sums }: Deltas): Record<string, number> {
  return Object.fromEntries(
    [...sums.values()].map(({ quarter, kind, label, value }) => [
      `${quarter - Q0} ${kind} ${label}`,
      value,
    ]),
  );
}

function sessionLabels({ sessionLabels: sums }: Deltas): Record<string, number> {
  return Object.fromEntries(
    [...sums.values()].map(({ session, kind, label, value }) => [
      `${session} ${kind} ${label}`,
      value,
    ]),
  );
}

test.for([
  { is: 'recognized', counts: { '0 received': 1, '0 recognized': 1 }, unrecognized: 0 },
  { is: 'unrecognized', counts: { '0 received': 1, '0 unrecognized': 1 }, unrecognized: 1 },
  { is: 'system', counts: { '0 received': 1, '0 system': 1 }, unrecognized: 0 },
] as const)(
  'a message of class $is counts once, under its class',
  ({ is, counts, unrecognized }) => {
    const deltas = rolled(event('message_received', { ...RECEIVED, class: is }, { act: true }));

    expect(counters(deltas)).toEqual(counts);
    expect([...deltas.presence.values()]).toEqual([
      { quarter: Q0, segment: 7, user: 1, received: 1, unrecognized },
    ]);
  },
);

test('the last millisecond of a quarter-hour counts in it, the next one does not', () => {
  const at = (instant: number) => event('turn_failed', { errorType: 'E' }, { at: instant });

  expect(counters(rolled(at(T0 + QUARTER - 1), at(T0 + QUARTER), at(T0)))).toEqual({
    '0 turns_failed': 2,
    '1 turns_failed': 1,
  });
});

test.for([
  { kind: 'message_sent', data: SENT, counts: { '0 sent': 1 } },
  {
    kind: 'message_sent',
    data: { ...SENT, author: 'agent' },
    counts: { '0 sent': 1, '0 sent_by_agent': 1 },
  },
  { kind: 'signal_received', data: { type: 'event' }, counts: { '0 signals': 1 } },
  { kind: 'csat_rated', data: { score: 4 }, counts: { '0 csat_votes': 1, '0 csat_sum': 4 } },
  {
    kind: 'nps_rated',
    data: { score: 6 },
    counts: { '0 nps_votes': 1, '0 nps_sum': 6, '0 nps_detractors': 1 },
  },
  { kind: 'nps_rated', data: { score: 7 }, counts: { '0 nps_votes': 1, '0 nps_sum': 7 } },
  { kind: 'nps_rated', data: { score: 8 }, counts: { '0 nps_votes': 1, '0 nps_sum': 8 } },
  {
    kind: 'nps_rated',
    data: { score: 9 },
    counts: { '0 nps_votes': 1, '0 nps_sum': 9, '0 nps_promoters': 1 },
  },
  { kind: 'message_updated', data: {}, counts: {} },
] as const)('$kind $data counts $counts', ({ kind, data, counts }) => {
  expect(counters(rolled(event(kind, data as never)))).toEqual(counts);
});

test('only acts make a user present, and only acts and bot messages make a session active', () => {
  const deltas = rolled(
    event('message_sent', SENT),
    event('topic_set', { topic: 'a' }, { at: T0 + 9 * QUARTER }),
    event('message_received', RECEIVED, { act: true, at: T0 + 2 * QUARTER }),
    event('message_received', RECEIVED, { act: true, at: T0 + QUARTER, user: undefined as never }),
  );

  expect([...deltas.presence.values()].map(({ quarter }) => quarter - Q0)).toEqual([2]);
  expect([...(deltas.sessionQuarters.get('s1') ?? [])].map((each) => each - Q0)).toEqual([0, 2, 1]);
});

test('first and last act are kept per channel, test traffic apart, whatever the order', () => {
  const act = (at: number, parts: Parameters<typeof segment>[0]) =>
    event('message_received', RECEIVED, { act: true, at: T0 + at, segment: segment(parts) });
  const { users } = rolled(
    act(5, {}),
    act(3, {}),
    act(4, {}),
    act(1, { test: true }),
    act(2, { channel: 'slack' }),
    event('message_sent', SENT, { user: 2 }),
  );

  expect(
    [...users.values()].map((each) => [
      each.user,
      each.channel,
      each.test,
      each.firstActAt === undefined ? null : each.firstActAt - T0,
      each.lastActAt === undefined ? null : each.lastActAt - T0,
      each.received,
      each.sent,
    ]),
  ).toEqual([
    [1, 'webchat', false, 3, 5, 3, 0],
    [1, 'webchat', true, 1, 1, 1, 0],
    [1, 'slack', false, 2, 2, 1, 0],
    [2, 'webchat', false, null, null, 0, 1],
  ]);
});

test('a new class counts instead of the old one, in the quarter-hour of the message', () => {
  const deltas = rolled(
    event('message_reclassified', {
      from: 'unrecognized',
      to: 'recognized',
      reason: 'late',
      intent: 'order',
    }),
    event(
      'message_reclassified',
      {
        from: 'recognized',
        to: 'unrecognized',
        reason: 'late',
        intentBefore: 'greet',
        dialog: 'checkout',
      },
      { user: 2 },
    ),
  );

  expect(counters(deltas)).toEqual({ '0 unrecognized': 0, '0 recognized': 0 });
  expect(
    [...deltas.presence.values()].map(({ user, received, unrecognized }) => ({
      user,
      received,
      unrecognized,
    })),
  ).toEqual([
    { user: 1, received: 0, unrecognized: -1 },
    { user: 2, received: 0, unrecognized: 1 },
  ]);
  expect(labels(deltas)).toEqual({
    '0 fallback ': -1,
    '0 intent order': 1,
    '0 context_fallback checkout': 1,
    '0 intent greet': -1,
  });
});

test('a result takes the place of the one before, where that one had counted', () => {
  const deltas = rolled(
    event('result_set', { result: 'sold' }, { at: T0 }),
    event('result_set', { result: 'lost', replaces: 'sold', replacesAt: T0 }, { at: T0 + QUARTER }),
  );

  expect(labels(deltas)).toEqual({ '0 result sold': 0, '1 result lost': 1 });
  expect(sessionLabels(deltas)).toEqual({ 's1 result sold': 0, 's1 result lost': 1 });
});

test.for([
  { data: { vote: 'positive' }, counts: { '-1 feedback_positive': 1 } },
  {
    data: { vote: 'negative', replaces: 'positive' },
    counts: { '-1 feedback_positive': -1, '-1 feedback_negative': 1 },
  },
  {
    data: { vote: 'none', replaces: 'neutral' },
    counts: { '-1 feedback_neutral': -1, '-1 feedback_none': 1 },
  },
  { data: { vote: 'positive', replaces: 'positive' }, counts: { '-1 feedback_positive': 0 } },
] as const)('feedback $data counts in the bucket of the bot message', ({ data, counts }) => {
  const given = event('feedback_given', { ...data, messageAt: T0 - 1 } as never, {
    at: T0 + QUARTER,
  });

  expect(counters(rolled(given))).toEqual(counts);
});

test('labels are counted where they were recorded, and on the session', () => {
  const deltas = rolled(
    event('topic_set', { topic: 'orders' }),
    event('action_recorded', { action: 'call' }),
    event('action_recorded', { action: 'call' }),
    event('dialog_started', { dialog: 'checkout' }),
    event('dialog_ended', { dialog: 'checkout', outcome: 'completed' }),
    event('message_unrecognized', { reason: 'x', confidence: 'certain' }),
    event('button_clicked', { type: 'link', title: 'Prices', confidence: 'certain' }),
    event('button_clicked', {
      type: 'link',
      title: 'Prices',
      destination: 'https://a',
      confidence: 'probable',
    }),
    event('topic_set', { topic: 'no session' }, { sessionId: undefined as never }),
  );

  expect(labels(deltas)).toEqual({
    '0 topic orders': 1,
    '0 action call': 2,
    '0 dialog checkout': 1,
    '0 dialog_completed checkout': 1,
    '0 fallback ': 1,
    '0 click ["link","Prices",null]': 1,
    '0 click_certain ["link","Prices",null]': 1,
    '0 click ["link","Prices","https://a"]': 1,
    '0 topic no session': 1,
  });
  expect(sessionLabels(deltas)).toEqual({
    's1 topic orders': 1,
    's1 action call': 2,
    's1 dialog checkout': 1,
  });
});

test('a handover is one row, however much of it is in the batch', () => {
  const id = { handoverId: 'h1' };
  const { handovers } = rolled(
    event('handover_requested', { ...id, reason: 'direct', via: 'takeover' }),
    event('handover_accepted', { ...id, waitMs: 5 }, { at: T0 + 5 }),
    event('handover_completed', { ...id, durationMs: 9 }, { at: T0 + 9 }),
    event('handover_failed', { handoverId: 'h0' }, { at: T0 + 1 }),
  );

  expect([...handovers.values()]).toEqual([
    {
      id: 'h1',
      request: { at: T0, segment: 7, user: 1, session: 's1', reason: 'direct', via: 'takeover' },
      acceptedAt: T0 + 5,
      completedAt: T0 + 9,
    },
    { id: 'h0', failedAt: T0 + 1 },
  ]);
});

test('labels that are names of object properties are labels like others', () => {
  const deltas = rolled(
    ...['__proto__', 'constructor', 'toString', '__proto__'].map((topic) =>
      event('topic_set', { topic }),
    ),
  );

  expect([...deltas.labels.values()].map(({ label, value }) => [label, value])).toEqual([
    ['__proto__', 2],
    ['constructor', 1],
    ['toString', 1],
  ]);
});

test('what a database cannot keep is replaced before it is summed', () => {
  const deltas = rolled(
    event('topic_set', { topic: 'a\uD800' }),
    event('topic_set', { topic: 'a\uDC00' }),
    event('topic_set', { topic: 'a\0' }),
    event('topic_set', { topic: 'a\u{1F355}' }),
  );

  expect(labels(deltas)).toEqual({ '0 topic a\uFFFD': 3, '0 topic a\u{1F355}': 1 });
});
