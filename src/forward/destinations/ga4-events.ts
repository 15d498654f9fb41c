/** GA4: the name and parameters of each kind of event. */

import type { AnalyticsEventOf } from '../../model/event.ts';
import { clipUnits } from './clip.ts';
import { fitEventName, fitParamName } from './ga4-limits.ts';
import { lengthBucket, scoreBucket, seconds, type MappingTable, type Values } from './mapping.ts';

/** An event as GA4 names it, without what all events have in common. */
export interface Ga4Event {
  readonly name: string;
  readonly params: Values;
}

/** Parameters that every event has; a custom property of that name gets another one. */
const COMMON_PARAMS: ReadonlySet<string> = new Set([
  'session_id',
  'engagement_time_msec',
  'channel',
  'bot_id',
  'bot_version',
  'locale',
  'device',
  'browser',
  'event_id',
]);

const named = (name: string, params: Values = {}): Ga4Event => ({ name, params });

export const GA4_EVENTS: MappingTable<Ga4Event> = {
  user_first_seen: () => named('bot_user_first_seen'), // `first_visit` is reserved
  user_identified: () => named('bot_user_identified'), // no `user_id` without consent
  session_started: ({ data }) =>
    named('bot_session_started', {
      entry_point: data.entryPoint,
      entry_source: data.source,
      session_number: data.sessionNumber,
    }),
  session_ended: ({ data }) =>
    named('bot_session_ended', {
      duration_sec: seconds(data.durationMs),
      turns: data.received,
      messages_sent: data.sent,
      ended_by: data.ended,
    }),
  message_received: ({ data }) =>
    named('bot_message_received', {
      message_class: data.class,
      message_type: data.messageType,
      has_attachment: data.attachmentCount > 0,
      text_length_bucket: lengthBucket(data.textLength),
      turn_index: data.turnIndex,
    }),
  message_recognized: ({ data }) =>
    named('bot_intent_recognized', {
      intent: data.intent,
      confidence_bucket: scoreBucket(data.score),
      reason: data.reason,
    }),
  message_unrecognized: ({ data }) =>
    named('bot_fallback', { reason: data.reason, dialog_id: data.dialog }),
  message_reclassified: ({ data }) =>
    named('bot_message_reclassified', {
      from_class: data.from,
      to_class: data.to,
      intent: data.intent,
      confidence_bucket: scoreBucket(data.score),
      reason: data.reason,
      dialog_id: data.dialog,
    }),
  message_sent: ({ data }) =>
    named('bot_message_sent', {
      author: data.author,
      has_attachment: data.attachmentCount > 0,
      response_time_ms: data.responseTimeMs,
      proactive: data.proactive,
    }),
  message_updated: 'local',
  message_deleted: 'local',
  topic_replaced: 'local',
  result_replaced: 'local',
  signal_received: 'local',
  member_added: ({ data }) => named('bot_member_added', { count: data.count }),
  member_removed: ({ data }) => named('bot_member_removed', { count: data.count }),
  turn_failed: ({ data }) => named('bot_turn_error', { error_type: data.errorType }), // `error` is reserved
  topic_set: ({ data }) => named('bot_topic_set', { topic: data.topic }),
  result_set: ({ data }) => named('bot_result_set', { result: data.result }),
  action_recorded: ({ data }) => named('bot_action_recorded', { action: data.action }),
  automation_set: ({ data }) => named('bot_automation_set', { automated: data.automated }),
  csat_rated: ({ data }) => named('bot_csat_rated', { score: data.score }),
  nps_rated: ({ data }) => named('bot_nps_rated', { score: data.score }),
  // a page view fills "Pages and screens"; MP does not reserve the name
  dialog_started: ({ data, segment }) =>
    named('page_view', {
      page_location: pageLocation(segment.channel, data.dialog),
      page_title: data.dialog,
      dialog_id: data.dialog,
      parent_dialog_id: data.parent,
    }),
  dialog_ended: ({ data }) =>
    named('bot_dialog_ended', {
      dialog_id: data.dialog,
      outcome: data.outcome,
      duration_sec: seconds(data.durationMs),
    }),
  button_clicked: ({ data }) =>
    named('select_content', { content_type: data.type, item_id: data.title }),
  feedback_given: ({ data }) => named('bot_feedback', { vote: data.vote, dialog_id: data.dialog }),
  handover_requested: ({ data }) =>
    named('bot_handover_requested', { reason: data.reason, via: data.via }),
  handover_accepted: ({ data }) =>
    named('bot_handover_accepted', { wait_sec: seconds(data.waitMs) }),
  handover_failed: () => named('bot_handover_failed'),
  handover_completed: ({ data }) =>
    named('bot_handover_completed', { duration_sec: seconds(data.durationMs) }),
  custom,
};

function custom({ data }: AnalyticsEventOf<'custom'>): Ga4Event {
  const name = fitEventName(data.name);
  const params = Object.entries(data.properties).map(([key, value]): [string, typeof value] => {
    // GA4 sums `value` up: what is no number cannot be called so
    const isTextValue = key === 'value' && typeof value !== 'number';
    return [isTextValue ? 'custom_value' : fitParamName(key, COMMON_PARAMS), value];
  });
  const given = name === data.name ? {} : { original_name: data.name };
  return { name, params: { ...given, ...Object.fromEntries(params) } };
}

/** `page_location` holds 1,000 characters; one of the text can become nine of the address. */
function pageLocation(channel: string, dialog: string): string {
  const part = (text: string, max: number): string => encodeURIComponent(clipUnits(text, max));
  return `https://bot.invalid/${part(channel, 20)}/${part(dialog, 80)}`;
}
