/** Events of what the bot's code says about a session, and of what users think of it. */

import { DIALOG_MEANS } from './dialogs.ts';
import type { Rows } from './property.ts';

export const MARKS: Rows<
  | 'topic_set'
  | 'result_set'
  | 'action_recorded'
  | 'automation_set'
  | 'csat_rated'
  | 'nps_rated'
  | 'feedback_given'
> = {
  topic_set: {
    means: "The bot's code says what the session is about.",
    ga4: 'bot_topic_set',
    mixpanel: 'Topic Set',
    properties: [
      {
        name: 'topic',
        means: 'What the session is about.',
        register: 'dimension',
        of: ({ data }) => data.topic,
      },
    ],
  },
  result_set: {
    means: "The bot's code says what the session came to.",
    ga4: 'bot_result_set',
    mixpanel: 'Result Set',
    properties: [
      {
        name: 'result',
        means: 'What the session came to.',
        register: 'dimension',
        of: ({ data }) => data.result,
      },
    ],
  },
  action_recorded: {
    means: "The bot's code says what was done in the session.",
    ga4: 'bot_action_recorded',
    mixpanel: 'Action Recorded',
    properties: [
      {
        name: 'action',
        means: 'What was done in the session.',
        register: 'dimension',
        of: ({ data }) => data.action,
      },
    ],
  },
  automation_set: {
    means: "The bot's code says whether the session needed a human.",
    ga4: 'bot_automation_set',
    mixpanel: 'Automation Set',
    properties: [
      {
        name: 'automated',
        means: 'Whether the session needed no human.',
        register: 'dimension',
        of: ({ data }) => data.automated,
      },
    ],
  },
  csat_rated: {
    means: 'The user says how satisfied they are.',
    ga4: 'bot_csat_rated',
    mixpanel: 'CSAT Rated',
    properties: [
      {
        name: 'score',
        means: '1 (bad) to 5 (good).',
        register: 'metric',
        of: ({ data }) => data.score,
      },
    ],
  },
  nps_rated: {
    means: 'The user says how likely they are to recommend you.',
    ga4: 'bot_nps_rated',
    mixpanel: 'NPS Rated',
    properties: [
      {
        name: 'score',
        means: '0 (not at all) to 10 (very likely).',
        register: 'metric',
        of: ({ data }) => data.score,
      },
    ],
  },
  feedback_given: {
    means: 'The user votes on a message of the bot.',
    ga4: 'bot_feedback',
    mixpanel: 'Feedback Given',
    properties: [
      {
        name: 'vote',
        means: '`positive`, `negative`, `neutral`, or `none` (an earlier vote is taken back).',
        register: 'dimension',
        of: ({ data }) => data.vote,
      },
      {
        name: 'dialog_id',
        means: DIALOG_MEANS,
        register: 'dimension',
        of: ({ data }) => data.dialog,
      },
    ],
  },
};
