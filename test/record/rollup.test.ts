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
    [...sums.values()].flatMap(({ quarter, values }) =>
      Object.entries(values).flatMap(([measure, value]) =>
        value === 0 ? [] : [[`${quarter - Q0} ${measure}`, value]],
      ),
    ),
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

function marks({ marks: sums }: Deltas): Record<string, number> {
  return Object.fromEntries(
    [...sums.values()].map(({ session, kind, label, quarter, value }) => [
      `${session} ${quarter - Q0} ${kind} ${label}`,
      value,
    ]),
  );
}

function phrases({ phrases: sums }: Deltas): Record<string, number> {
  return Object.fromEntries(
    [...sums.values()].map((each) => [
      `${each.class} ${each.kind} ${each.key} by ${each.user}`,
      each.value,
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
    '0 turnsFailed': 2,
    '1 turnsFailed': 1,
  });
});

test.for([
  { kind: 'message_sent', data: SENT, counts: { '0 sent': 1 } },
  {
    kind: 'message_sent',
    data: { ...SENT, author: 'agent' },
    counts: { '0 sent': 1, '0 sentByAgent': 1 },
  },
  { kind: 'signal_received', data: { type: 'event' }, counts: { '0 signals': 1 } },
  { kind: 'message_updated', data: {}, counts: {} },
] as const)('$kind $data counts $counts', ({ kind, data, counts }) => {
  expect(counters(rolled(event(kind, data as never)))).toEqual(counts);
});

test('ratings are counted under their score, and on the session', () => {
  const deltas = rolled(event('csat_rated', { score: 4 }), event('nps_rated', { score: 10 }));

  expect(labels(deltas)).toEqual({ '0 csat 4': 1, '0 nps 10': 1 });
  expect(marks(deltas)).toEqual({ 's1 0 csat 4': 1, 's1 0 nps 10': 1 });
});

test('a message that offers feedback to a user is a pair without a vote', () => {
  const offered = { ...SENT, feedbackOffered: true } as const;

  expect(marks(rolled(event('message_sent', offered)))).toEqual({ 's1 0 feedback none': 1 });
  expect(labels(rolled(event('message_sent', offered, { user: undefined as never })))).toEqual({});
});

test('a vote is marked on the session of the bot message', () => {
  const given = event('feedback_given', {
    vote: 'positive',
    replaces: 'none',
    messageAt: T0 - 1,
    messageSessionId: 's0',
  });

  expect(marks(rolled(given))).toEqual({
    's0 -1 feedback none': -1,
    's0 -1 feedback positive': 1,
  });
});

test('a message counts with its text where texts are kept, else with its intent', () => {
  const said = { reason: 'x', confidence: 'certain' } as const;
  const deltas = rolled(
    event('message_received', { ...RECEIVED, phrase: 'k1' }, { act: true }),
    event('message_recognized', { ...said, intent: 'Order', phrase: 'k1' }),
    event('message_received', RECEIVED, { act: true }),
    event('message_recognized', { ...said, intent: 'Order' }),
    event('message_received', { ...RECEIVED, class: 'unrecognized' }, { act: true }),
  );

  expect(phrases(deltas)).toEqual({
    'recognized text k1 by 1': 1,
    'recognized intent Order by 1': 1,
    'unrecognized intent  by 1': 1,
  });
});

test('a changed class takes the phrase along', () => {
  const change = {
    from: 'unrecognized',
    to: 'recognized',
    reason: 'late',
    intent: 'Order',
  } as const;

  expect(phrases(rolled(event('message_reclassified', change)))).toEqual({
    'unrecognized intent  by 1': -1,
    'recognized intent Order by 1': 1,
  });
  expect(phrases(rolled(event('message_reclassified', { ...change, phrase: 'k1' })))).toEqual({
    'unrecognized text k1 by 1': -1,
    'recognized text k1 by 1': 1,
  });
});

test('a first answer counts with its time and the dialog that was open', () => {
  const { responseTimes } = rolled(
    event('message_sent', { ...SENT, responseTimeMs: 1_000, dialog: 'order' }),
    event('message_sent', { ...SENT, responseTimeMs: 1_001, dialog: 'order' }),
    event('message_sent', SENT),
  );

  expect([...responseTimes.values()]).toEqual([
    { quarter: Q0, segment: 7, dialog: 'order', bucket: 190, count: 2, totalMs: 2_001 },
  ]);
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

  expect(counters(deltas)).toEqual({});
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
    event('result_replaced', { result: 'sold' }, { at: T0 }),
    event('result_set', { result: 'lost' }, { at: T0 + QUARTER }),
  );

  expect(labels(deltas)).toEqual({ '0 result sold': 0, '1 result lost': 1 });
  expect(marks(deltas)).toEqual({ 's1 0 result sold': 0, 's1 1 result lost': 1 });
});

test.for([
  { data: { vote: 'positive' }, counts: { '-1 feedback positive': 1 } },
  {
    data: { vote: 'negative', replaces: 'positive' },
    counts: { '-1 feedback positive': -1, '-1 feedback negative': 1 },
  },
  {
    data: { vote: 'none', replaces: 'neutral' },
    counts: { '-1 feedback neutral': -1, '-1 feedback none': 1 },
  },
  { data: { vote: 'positive', replaces: 'positive' }, counts: { '-1 feedback positive': 0 } },
] as const)('feedback $data counts in the bucket of the bot message', ({ data, counts }) => {
  const given = event('feedback_given', { ...data, messageAt: T0 - 1 } as never, {
    at: T0 + QUARTER,
  });

  expect(labels(rolled(given))).toEqual(counts);
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
  expect(marks(deltas)).toEqual({
    's1 0 topic orders': 1,
    's1 0 action call': 2,
    's1 0 dialog checkout': 1,
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
