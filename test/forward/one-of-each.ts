/** One event of every kind, as interpret writes them. */

import type {
  AnalyticsEvent,
  AnalyticsEventOf,
  EventData,
  EventKind,
} from '../../src/model/event.ts';
import { isForwardable } from '../../src/model/event.ts';
import { FIRST_SHAPE } from '../../src/model/payload-shape.ts';
import type { OutboxEvent } from '../../src/record/outbox.ts';

/** 2026-10-05T08:00:00Z */
export const AT = 1_791_187_200_000;

const DATA: { readonly [K in EventKind]: EventData[K] } = {
  user_first_seen: {},
  user_identified: {},
  session_started: { sessionNumber: 1, entryPoint: 'message' },
  session_ended: { durationMs: 61_400, received: 3, sent: 4, ended: 'timeout' },
  message_received: {
    class: 'recognized',
    reason: 'default',
    confidence: 'probable',
    messageType: 'text',
    textLength: 21,
    attachmentCount: 0,
    hasContent: true,
    turnIndex: 1,
  },
  message_recognized: {
    intent: 'OrderPizza',
    score: 0.93,
    reason: 'developer',
    confidence: 'certain',
  },
  message_unrecognized: { reason: 'no_match', confidence: 'certain', dialog: 'checkout' },
  message_reclassified: { from: 'recognized', to: 'unrecognized', reason: 'developer' },
  message_sent: {
    author: 'bot',
    textLength: 40,
    attachmentCount: 0,
    responseTimeMs: 120,
    proactive: false,
  },
  message_updated: {},
  message_deleted: {},
  signal_received: { type: 'event', name: 'ping' },
  member_added: { count: 2 },
  member_removed: { count: 1 },
  turn_failed: { errorType: 'TypeError' },
  topic_set: { topic: 'orders' },
  topic_replaced: { topic: 'orders' },
  result_set: { result: 'order placed' },
  result_replaced: { result: 'order asked' },
  action_recorded: { action: 'left phone number' },
  automation_set: { automated: true },
  csat_rated: { score: 5 },
  nps_rated: { score: 0 },
  dialog_started: { dialog: 'check out', parent: 'root' },
  dialog_ended: { dialog: 'check out', outcome: 'completed', durationMs: 30_000 },
  button_clicked: {
    type: 'link',
    title: 'Pricing',
    destination: 'https://example.com/?token=canary',
    confidence: 'certain',
  },
  feedback_given: { vote: 'positive', messageAt: AT - 1_000 },
  handover_requested: { handoverId: 'h1', reason: 'direct', via: 'takeover' },
  handover_accepted: { handoverId: 'h1', waitMs: 12_000 },
  handover_failed: { handoverId: 'h1' },
  handover_completed: { handoverId: 'h1', durationMs: 90_000 },
  custom: { name: 'coupon_used', properties: { value: 5, code: 'SPRING', first: true } },
};

/** Kinds that are the user's own doing. */
const ACTS: ReadonlySet<EventKind> = new Set(['message_received', 'button_clicked', 'csat_rated']);

export const KINDS = Object.keys(DATA) as EventKind[];

/** Makes an event; what is not given is that of a user's second message in a session. */
export function eventOf<K extends EventKind>(
  kind: K,
  data: EventData[K] = DATA[kind],
  rest: Partial<AnalyticsEvent> = {},
): AnalyticsEvent {
  const event = {
    id: `t1-${KINDS.indexOf(kind)}`,
    kind,
    data,
    at: AT,
    turnId: 't1',
    segment: {
      bot: 'pizza',
      channel: 'webchat',
      locale: 'de-AT',
      botVersion: '1.2',
      device: 'unknown',
      browser: 'unknown',
      test: false,
    },
    user: 1,
    act: ACTS.has(kind),
    sessionId: 's1',
    sessionOpenedAt: AT - 5_500,
    sincePreviousMs: 5_500,
    ...rest,
  };
  return event as unknown as AnalyticsEventOf<K> as AnalyticsEvent;
}

/** One of each kind that leaves the store. */
export const FORWARDABLE: readonly AnalyticsEvent[] = KINDS.map((kind) => eventOf(kind)).filter(
  isForwardable,
);

export const USER_KEY = '0123456789abcdef0123456789abcdef';

/** Events as a claim hands them out. */
export function claimed(
  events: readonly AnalyticsEvent[],
  rest: Partial<OutboxEvent> = {},
): readonly OutboxEvent[] {
  return events.map((event, seq) => ({
    delivery: 1,
    seq,
    event,
    userKey: USER_KEY,
    attempts: 0,
    shape: FIRST_SHAPE,
    ...rest,
  }));
}
