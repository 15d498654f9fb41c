/** Mixpanel: the name and properties of each kind of event. */

import type { AnalyticsEventOf } from '../../model/event.ts';
import { seconds, type MappingTable, type Values } from './mapping.ts';

/** An event as Mixpanel names it, without what all events have in common. */
export interface MixpanelEvent {
  readonly name: string;
  readonly properties: Values;
}

/** Names that a custom property must not take from us or from Mixpanel. */
const TAKEN: ReadonlySet<string> = new Set([
  'time',
  'token',
  'distinct_id',
  'ip',
  'session_id',
  'channel',
  'bot_id',
  'bot_version',
  'locale',
  'device',
  'browser',
]);

/** `$` and `mp_` are Mixpanel's own: https://docs.mixpanel.com/docs/data-structure/property-reference/reserved-properties */
const RESERVED_PREFIX = /^(\$|mp_)/;

const named = (name: string, properties: Values = {}): MixpanelEvent => ({ name, properties });

export const MIXPANEL_EVENTS: MappingTable<MixpanelEvent> = {
  user_first_seen: () => named('Bot User First Seen'),
  user_identified: () => named('User Identified'), // no `$user_id` without consent
  session_started: ({ data }) =>
    named('Bot Session Started', {
      entry_point: data.entryPoint,
      entry_source: data.source,
      session_number: data.sessionNumber,
    }),
  session_ended: ({ data }) =>
    named('Bot Session Ended', {
      duration_sec: seconds(data.durationMs),
      turns: data.received,
      messages_sent: data.sent,
      ended_by: data.ended,
    }),
  message_received: ({ data }) =>
    named('Message Received', {
      message_class: data.class,
      message_type: data.messageType,
      has_attachment: data.attachmentCount > 0,
      text_length: data.textLength,
      turn_index: data.turnIndex,
    }),
  message_recognized: ({ data }) =>
    named('Intent Recognized', {
      intent: data.intent,
      confidence: data.score,
      reason: data.reason,
    }),
  message_unrecognized: ({ data }) =>
    named('Fallback Shown', { reason: data.reason, dialog_id: data.dialog }),
  message_reclassified: ({ data }) =>
    named('Message Reclassified', {
      from_class: data.from,
      to_class: data.to,
      intent: data.intent,
      confidence: data.score,
      reason: data.reason,
      dialog_id: data.dialog,
    }),
  message_sent: ({ data }) =>
    named('Message Sent', {
      author: data.author,
      has_attachment: data.attachmentCount > 0,
      text_length: data.textLength,
      response_time_ms: data.responseTimeMs,
      proactive: data.proactive,
    }),
  message_updated: 'local',
  message_deleted: 'local',
  topic_replaced: 'local',
  result_replaced: 'local',
  signal_received: 'local',
  member_added: ({ data }) => named('Member Added', { count: data.count }),
  member_removed: ({ data }) => named('Member Removed', { count: data.count }),
  turn_failed: ({ data }) => named('Bot Error', { error_type: data.errorType }),
  topic_set: ({ data }) => named('Topic Set', { topic: data.topic }),
  result_set: ({ data }) => named('Result Set', { result: data.result }),
  action_recorded: ({ data }) => named('Action Recorded', { action: data.action }),
  automation_set: ({ data }) => named('Automation Set', { automated: data.automated }),
  csat_rated: ({ data }) => named('CSAT Rated', { score: data.score }),
  nps_rated: ({ data }) => named('NPS Rated', { score: data.score }),
  dialog_started: ({ data }) =>
    named('Dialog Started', { dialog_id: data.dialog, parent_dialog_id: data.parent }),
  dialog_ended: ({ data }) =>
    named(data.outcome === 'completed' ? 'Dialog Completed' : 'Dialog Cancelled', {
      dialog_id: data.dialog,
      duration_sec: seconds(data.durationMs),
    }),
  button_clicked: ({ data }) =>
    named('Button Clicked', { button_type: data.type, button_title: data.title }),
  feedback_given: ({ data }) =>
    named('Feedback Given', { vote: data.vote, dialog_id: data.dialog }),
  handover_requested: ({ data }) =>
    named('Handover Requested', { reason: data.reason, via: data.via }),
  handover_accepted: ({ data }) => named('Handover Accepted', { wait_sec: seconds(data.waitMs) }),
  handover_failed: () => named('Handover Failed'),
  handover_completed: ({ data }) =>
    named('Handover Completed', { duration_sec: seconds(data.durationMs) }),
  custom,
};

/** Names as given, but those that are taken. */
function custom({ data }: AnalyticsEventOf<'custom'>): MixpanelEvent {
  const properties = Object.entries(data.properties).map(
    ([name, value]): [string, typeof value] => {
      const isTaken = TAKEN.has(name) || RESERVED_PREFIX.test(name);
      return [isTaken ? `custom_${name}` : name, value];
    },
  );
  return { name: data.name, properties: Object.fromEntries(properties) };
}
