/** Universal Analytics: the hit of each kind of event. */

import type { AnalyticsEventOf } from '../../model/event.ts';
import { seconds, type MappingTable, type Values } from './mapping.ts';

/** The hit types that we send, as the `universal-analytics` package names its methods. */
type HitType = 'event' | 'pageview' | 'exception';

/** A hit without what all hits have in common. Parameters by their names on the wire. */
export interface UaHit {
  readonly type: HitType;
  readonly params: Values;
}

/** `passive` hits were not the user's doing (`ni=1`): they keep the bounce rate as it is. */
function hit(
  category: string,
  action: string,
  rest: Values & { readonly passive?: true } = {},
): UaHit {
  const { passive, ...params } = rest;
  return {
    type: 'event',
    params: { ec: category, ea: action || 'unknown', ...params, ...(passive && { ni: 1 }) },
  };
}

export const UA_HITS: MappingTable<UaHit> = {
  user_first_seen: () => hit('User', 'First Seen'),
  user_identified: () => hit('User', 'Identified', { passive: true }),
  session_started: ({ data }) =>
    hit('Session', 'Start', { el: data.entryPoint, sc: 'start', passive: true }),
  session_ended: ({ data }) =>
    hit('Session', 'End', {
      el: data.ended,
      ev: seconds(data.durationMs),
      sc: 'end',
      passive: true,
    }),
  message_received: ({ data }) =>
    hit('Message', 'Received', { el: data.messageType, ev: data.textLength, cm1: 1 }),
  message_recognized: ({ data }) =>
    hit('Intent', data.intent ?? 'Recognized', { ev: percent(data.score) }),
  message_unrecognized: ({ data }) => hit('Intent', 'Unhandled', { el: data.reason, ni: 0 }),
  message_reclassified: ({ data }) =>
    hit('Message', 'Reclassified', { el: `${data.from} > ${data.to}`, passive: true }),
  message_sent: ({ data }) =>
    hit('Message', 'Sent', { el: data.author, cm2: data.responseTimeMs, passive: true }),
  message_updated: 'local',
  message_deleted: 'local',
  topic_replaced: 'local',
  result_replaced: 'local',
  signal_received: 'local',
  member_added: ({ data }) =>
    hit('Conversation', 'Member Added', { ev: data.count, passive: true }),
  member_removed: ({ data }) =>
    hit('Conversation', 'Member Removed', { ev: data.count, passive: true }),
  turn_failed: ({ data }) => ({ type: 'exception', params: { exd: data.errorType, exf: 0 } }),
  topic_set: ({ data }) => hit('Topic', data.topic, { passive: true }),
  result_set: ({ data }) => hit('Result', data.result),
  action_recorded: ({ data }) => hit('Action', data.action),
  automation_set: ({ data }) => hit('Automation', String(data.automated), { passive: true }),
  csat_rated: ({ data }) => hit('Rating', 'CSAT', { ev: data.score }),
  nps_rated: ({ data }) => hit('Rating', 'NPS', { ev: data.score }),
  dialog_started: ({ data, segment }) => ({
    type: 'pageview',
    params: { dp: `/${segment.channel}/${data.dialog}`, dt: data.dialog },
  }),
  dialog_ended: ({ data }) =>
    hit('Dialog', data.outcome === 'completed' ? 'Completed' : 'Cancelled', {
      el: data.dialog,
      ev: seconds(data.durationMs),
    }),
  button_clicked: ({ data }) => hit('Button', 'Click', { el: data.title }),
  feedback_given: ({ data }) => hit('Feedback', 'Rating', { el: data.vote }),
  handover_requested: ({ data }) => hit('Handover', 'Requested', { el: data.reason }),
  handover_accepted: ({ data }) =>
    hit('Handover', 'Accepted', { ev: seconds(data.waitMs), passive: true }),
  handover_failed: () => hit('Handover', 'Failed', { passive: true }),
  handover_completed: ({ data }) =>
    hit('Handover', 'Completed', { ev: seconds(data.durationMs), passive: true }),
  custom,
};

function custom({ data }: AnalyticsEventOf<'custom'>): UaHit {
  const { value } = data.properties;
  return hit('Custom', data.name, { ev: typeof value === 'number' ? value : undefined });
}

/** A recognizer's score as UA's integer values have it: 0…1 becomes 0…100. */
function percent(score: number | undefined): number | undefined {
  return score === undefined ? undefined : score * 100;
}
