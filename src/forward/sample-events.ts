/** Events that never happened: one of every kind that leaves the store, with all that it may say. */

import { EVENT_KINDS, FORWARDABLE_KINDS } from '../model/event.ts';
import type { AnalyticsEvent, EventData, EventKind } from '../model/event.ts';
import type { PayloadShape } from '../model/payload-shape.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../model/time.ts';
import type { EpochMs } from '../model/time.ts';
import type { OutboxEvent } from '../record/outbox.ts';

/** Makes the samples that a destination of this shape would get; the latest is a minute old. */
export function sampleEvents(shape: PayloadShape, now: EpochMs): readonly OutboxEvent[] {
  const { kinds = FORWARDABLE_KINDS, traits = [] } = shape;
  const at = now - MINUTE_MS;
  const events = kinds.map((kind) => sampleEvent(kind, at));
  return events.map((event, seq) => ({
    delivery: 1,
    seq,
    event,
    userKey: SAMPLE_KEY,
    identity: { key: SAMPLE_KEY, rawId: 'sample-user' },
    conversationKey: SAMPLE_KEY,
    attempts: 0,
    shape,
    userFacts: {
      firstActAt: at - HOUR_MS,
      firstChannel: 'webchat',
      lastActAt: at,
      lastChannel: 'webchat',
      received: 2,
      sessions: 1,
      traits: Object.fromEntries(traits.map((name) => [name, 'sample'])),
    },
  }));
}

/** A pseudonym of nobody. */
const SAMPLE_KEY = '5a3317e05a3317e05a3317e05a3317e0';

/** Kinds that are what a user did. */
const ACTS: ReadonlySet<EventKind> = new Set([
  'message_received',
  'button_clicked',
  'csat_rated',
  'nps_rated',
  'feedback_given',
]);

function sampleEvent(kind: EventKind, at: EpochMs): AnalyticsEvent {
  return {
    id: `sample-${EVENT_KINDS.indexOf(kind)}`,
    kind,
    data: sampleData(at)[kind],
    at,
    turnId: 'sample',
    segment: {
      bot: 'bot',
      channel: 'webchat',
      locale: 'en-US',
      botVersion: '1.0.0',
      device: 'desktop',
      browser: 'Chrome',
      test: false,
    },
    user: 1,
    act: ACTS.has(kind),
    sessionId: 'sample',
    sessionOpenedAt: at - MINUTE_MS,
    sincePreviousMs: 5 * SECOND_MS,
  } as AnalyticsEvent;
}

function sampleData(at: EpochMs): { readonly [K in EventKind]: Required<EventData[K]> } {
  return { ...PEOPLE, ...MESSAGES, ...feedbackAt(at), ...MARKS };
}

const PEOPLE = {
  user_first_seen: {},
  user_identified: {},
  session_started: { sessionNumber: 1, entryPoint: 'message', source: 'sample' },
  session_ended: { durationMs: MINUTE_MS, received: 2, sent: 2, ended: 'explicit' },
  member_added: { count: 1, welcomed: 1 },
  member_removed: { count: 1 },
} as const satisfies Partial<EventData>;

const CLASSIFIED = { reason: 'developer', confidence: 'certain', phrase: 'sample' } as const;

const MESSAGES = {
  message_received: {
    ...CLASSIFIED,
    class: 'recognized',
    messageType: 'text',
    textLength: 12,
    attachmentCount: 0,
    hasContent: true,
    turnIndex: 1,
  },
  message_recognized: { ...CLASSIFIED, intent: 'sample', score: 0.9 },
  message_unrecognized: { ...CLASSIFIED, dialog: 'sample' },
  message_reclassified: {
    from: 'recognized',
    to: 'unrecognized',
    reason: 'developer',
    intent: 'sample',
    intentBefore: 'sample',
    score: 0.9,
    dialog: 'sample',
    phrase: 'sample',
  },
  message_sent: {
    author: 'bot',
    textLength: 12,
    attachmentCount: 0,
    responseTimeMs: SECOND_MS,
    dialog: 'sample',
    proactive: false,
    feedbackOffered: true,
  },
  message_updated: {},
  message_deleted: {},
  signal_received: { type: 'event', name: 'sample' },
  turn_failed: { errorType: 'TypeError' },
} as const satisfies Partial<EventData>;

function feedbackAt(at: EpochMs) {
  return {
    feedback_given: {
      vote: 'positive',
      replaces: 'negative',
      messageAt: at,
      messageSessionId: 'sample',
      dialog: 'sample',
      inferred: true,
    },
  } as const satisfies Partial<EventData>;
}

const MARKS = {
  topic_set: { topic: 'sample' },
  topic_replaced: { topic: 'sample' },
  result_set: { result: 'sample' },
  result_replaced: { result: 'sample' },
  action_recorded: { action: 'sample' },
  automation_set: { automated: true },
  csat_rated: { score: 5 },
  nps_rated: { score: 10 },
  dialog_started: { dialog: 'sample', parent: 'root' },
  dialog_ended: { dialog: 'sample', outcome: 'completed', durationMs: SECOND_MS },
  button_clicked: {
    type: 'link',
    title: 'Größe wählen 🍕',
    destination: 'https://example.com/sizes?from=bot&size=1',
    confidence: 'certain',
  },
  handover_requested: { handoverId: 'sample', reason: 'direct', via: 'takeover' },
  handover_accepted: { handoverId: 'sample', waitMs: SECOND_MS },
  handover_failed: { handoverId: 'sample' },
  handover_completed: { handoverId: 'sample', durationMs: MINUTE_MS },
  custom: { name: 'sample_event', properties: { text: 'SPRING “25”', number: 1.5, flag: true } },
} as const satisfies Partial<EventData>;
