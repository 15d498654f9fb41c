/**
 * Rollups: what a batch of events adds to the counts. A function of the events and of nothing else,
 * so that they can be recounted from the events that are kept.
 *
 * The time of an event decides where it counts, not its arrival. What an event takes back (a class,
 * a result, a vote) is −1 where it had counted.
 */

import type { FeedbackVote } from '../model/call.ts';
import type { AnalyticsEvent, EventKind } from '../model/event.ts';
import { quarterOf } from '../model/time.ts';
import { emptyDeltas, entryOf } from './deltas.ts';
import type { Deltas, HandoverDelta } from './deltas.ts';
import {
  addToUser,
  count,
  label,
  mark,
  phrase,
  presence,
  responseTime,
  userDelta,
} from './sums.ts';
import type { Place, Words } from './sums.ts';

/** An event with the number of its segment in the store. */
export interface PlacedEvent {
  readonly event: AnalyticsEvent;
  readonly segment: number;
}

/** Sums up what events add to the rollups, in the sums that are given. */
export function fold(placed: Iterable<PlacedEvent>, deltas: Deltas = emptyDeltas()): Deltas {
  for (const { event, segment } of placed) {
    if (event.only === 'destinations') continue;
    const place: Place = { deltas, segment, event };
    addActivity(place);
    const rule = RULES.get(event.kind);
    if (rule) rule(place);
  }
  return deltas;
}

type Rule = (place: Place) => void;

function on<K extends EventKind>(kind: K, rule: (place: Place<K>) => void): [EventKind, Rule] {
  return [kind, rule as Rule];
}

/** Kinds that are not here count as activity of their user and session at most. */
const RULES: ReadonlyMap<EventKind, Rule> = new Map([
  on('session_started', (place) => addToUser(place, 'sessions')),
  on('message_received', received),
  on('message_recognized', recognized),
  on('message_unrecognized', (place) => fallback(place, place.event.data.dialog, 1)),
  on('message_reclassified', reclassified),
  on('message_sent', sent),
  on('signal_received', (place) => count(place, 'signals')),
  on('turn_failed', (place) => count(place, 'turnsFailed')),
  on('member_added', (place) => {
    if (place.event.data.welcomed) label(place, 'welcome', '', { by: place.event.data.welcomed });
  }),
  on('topic_set', (place) => mark(place, 'topic', place.event.data.topic)),
  on('topic_replaced', (place) => mark(place, 'topic', place.event.data.topic, { by: -1 })),
  on('result_set', (place) => mark(place, 'result', place.event.data.result)),
  on('result_replaced', (place) => mark(place, 'result', place.event.data.result, { by: -1 })),
  on('action_recorded', (place) => mark(place, 'action', place.event.data.action)),
  on('csat_rated', (place) => mark(place, 'csat', String(place.event.data.score))),
  on('nps_rated', (place) => mark(place, 'nps', String(place.event.data.score))),
  on('dialog_started', (place) => mark(place, 'dialog', place.event.data.dialog)),
  on('dialog_ended', (place) =>
    label(place, `dialog_${place.event.data.outcome}`, place.event.data.dialog),
  ),
  on('button_clicked', clicked),
  on('feedback_given', feedbackGiven),
  on('handover_requested', handoverRequested),
  on('handover_accepted', (place) => {
    handover(place).acceptedAt = place.event.at;
  }),
  on('handover_failed', (place) => {
    handover(place).failedAt = place.event.at;
  }),
  on('handover_completed', (place) => {
    handover(place).completedAt = place.event.at;
  }),
]);

// ---- activity of users and sessions ------------------------------------------------------------

function addActivity(place: Place): void {
  const { event } = place;
  if (event.act && event.user !== undefined) {
    presence(place);
    const user = userDelta(place);
    if (user) {
      user.firstActAt = Math.min(user.firstActAt ?? event.at, event.at);
      user.lastActAt = Math.max(user.lastActAt ?? event.at, event.at);
    }
  }
  if (event.sessionId !== undefined && (event.act || event.kind === 'message_sent')) {
    entryOf(place.deltas.sessionQuarters, event.sessionId, () => new Set()).add(
      quarterOf(event.at),
    );
  }
}

// ---- messages ----------------------------------------------------------------------------------

function received(place: Place<'message_received'>): void {
  const { data } = place.event;
  count(place, 'received');
  count(place, data.class);
  addToUser(place, 'received');
  if (place.event.act) {
    presence(place, { received: 1, unrecognized: data.class === 'unrecognized' ? 1 : 0 });
  }
  // without a text, a recognized one is counted by the intent that the next event names
  if (data.phrase !== undefined || data.class !== 'recognized') {
    phrase(place, data.class, wordsOf(data.phrase));
  }
}

function recognized(place: Place<'message_recognized'>): void {
  const { intent, phrase: text } = place.event.data;
  label(place, 'intent', intent);
  if (text === undefined) phrase(place, 'recognized', wordsOf(text, intent));
}

function wordsOf(text: string | undefined, intent = ''): Words {
  return text === undefined ? { kind: 'intent', key: intent } : { kind: 'text', key: text };
}

function sent(place: Place<'message_sent'>): void {
  const { author, responseTimeMs, dialog, feedbackOffered } = place.event.data;
  count(place, 'sent');
  if (author === 'agent') count(place, 'sentByAgent');
  addToUser(place, 'sent');
  if (responseTimeMs !== undefined) responseTime(place, responseTimeMs, dialog);
  const { user, sessionId } = place.event;
  if (feedbackOffered && user !== undefined && sessionId !== undefined) {
    mark(place, 'feedback', 'none');
  }
}

function reclassified(place: Place<'message_reclassified'>): void {
  const { from, to, intent, intentBefore, dialog, phrase: text } = place.event.data;
  count(place, from, -1);
  count(place, to);
  const unrecognized = Number(to === 'unrecognized') - Number(from === 'unrecognized');
  if (unrecognized !== 0) {
    presence(place, { unrecognized });
    fallback(place, dialog, unrecognized);
  }
  if (from === 'recognized') label(place, 'intent', intentBefore, { by: -1 });
  if (to === 'recognized') label(place, 'intent', intent);
  phrase(place, from, wordsOf(text, from === 'recognized' ? intentBefore : ''), -1);
  phrase(place, to, wordsOf(text, to === 'recognized' ? intent : ''));
}

function fallback(place: Place, dialog: string | undefined, by: number): void {
  if (dialog === undefined) label(place, 'fallback', '', { by });
  else label(place, 'context_fallback', dialog, { by });
}

// ---- what users and the bot's code say ---------------------------------------------------------

function clicked(place: Place<'button_clicked'>): void {
  const { type, title, destination, confidence } = place.event.data;
  const words = JSON.stringify([type, title, destination ?? null]);
  label(place, 'click', words);
  if (confidence === 'certain') label(place, 'click_certain', words);
}

function feedbackGiven(place: Place<'feedback_given'>): void {
  const { vote, replaces, messageAt: at, messageSessionId: session, dialog } = place.event.data;
  const votes: readonly (readonly [FeedbackVote | undefined, number])[] = [
    [replaces, -1],
    [vote, 1],
  ];
  for (const [value, by] of votes) {
    if (value === undefined) continue;
    mark(place, 'feedback', value, { by, at, session });
    if (value === 'positive') label(place, 'dialog_positive', dialog, { by, at });
    if (value === 'negative') label(place, 'dialog_negative', dialog, { by, at });
  }
}

// ---- handovers ---------------------------------------------------------------------------------

function handover(
  place: Place<
    'handover_requested' | 'handover_accepted' | 'handover_failed' | 'handover_completed'
  >,
): HandoverDelta {
  const id = place.event.data.handoverId;
  return entryOf(place.deltas.handovers, id, () => ({ id }));
}

function handoverRequested(place: Place<'handover_requested'>): void {
  const { at, user, sessionId: session, data } = place.event;
  const { reason, via } = data;
  handover(place).request = { at, segment: place.segment, user, session, reason, via };
}
