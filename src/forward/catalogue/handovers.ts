/** Events of the handover to a human. */

import { seconds } from '../destinations/mapping.ts';
import type { Rows } from './property.ts';

export const HANDOVERS: Rows<
  'handover_requested' | 'handover_accepted' | 'handover_failed' | 'handover_completed'
> = {
  handover_requested: {
    means: 'A human is asked for.',
    ga4: 'bot_handover_requested',
    mixpanel: 'Handover Requested',
    properties: [
      {
        name: 'reason',
        means:
          '`direct`, `after_fallback` (the bot had not understood) or `operator_button` (a button was pressed).',
        register: 'dimension',
        of: ({ data }) => data.reason,
      },
      {
        name: 'via',
        means:
          '`takeover` (a human takes the conversation over) or `ticket` (a ticket is written).',
        register: 'dimension',
        of: ({ data }) => data.via,
      },
    ],
  },
  handover_accepted: {
    means: 'A human takes the conversation.',
    ga4: 'bot_handover_accepted',
    mixpanel: 'Handover Accepted',
    properties: [
      {
        name: 'wait_sec',
        means: 'How long the user waited for the human, in whole seconds.',
        register: 'metric',
        of: ({ data }) => seconds(data.waitMs),
      },
    ],
  },
  handover_failed: {
    means: 'No human could be found.',
    ga4: 'bot_handover_failed',
    mixpanel: 'Handover Failed',
    properties: [],
  },
  handover_completed: {
    means: 'The human gives the conversation back.',
    ga4: 'bot_handover_completed',
    mixpanel: 'Handover Completed',
    properties: [
      {
        name: 'duration_sec',
        means: 'How long the human had it, in whole seconds.',
        register: 'metric',
        of: ({ data }) => seconds(data.durationMs),
      },
    ],
  },
};
