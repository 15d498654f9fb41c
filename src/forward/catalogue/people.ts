/** Events of users, of members of a conversation, and of sessions. */

import { seconds } from '../destinations/mapping.ts';
import type { Rows } from './property.ts';

export const PEOPLE: Rows<
  | 'user_first_seen'
  | 'user_identified'
  | 'member_added'
  | 'member_removed'
  | 'session_started'
  | 'session_ended'
> = {
  user_first_seen: {
    means: 'Somebody does something in the bot for the first time ever.',
    ga4: 'bot_user_first_seen', // `first_visit` is reserved
    mixpanel: 'Bot User First Seen',
    properties: [],
  },
  user_identified: {
    means: "The bot's code says who the user is, and the user agreed that it is told.",
    ga4: 'bot_user_identified',
    mixpanel: 'User Identified',
    properties: [],
  },
  member_added: {
    means: 'People join a conversation with the bot.',
    ga4: 'bot_member_added',
    mixpanel: 'Member Added',
    properties: [
      {
        name: 'count',
        means: 'How many people joined.',
        register: 'metric',
        of: ({ data }) => data.count,
      },
    ],
  },
  member_removed: {
    means: 'People leave a conversation with the bot.',
    ga4: 'bot_member_removed',
    mixpanel: 'Member Removed',
    properties: [
      {
        name: 'count',
        means: 'How many people left.',
        register: 'metric',
        of: ({ data }) => data.count,
      },
    ],
  },
  session_started: {
    means: 'A session begins.',
    ga4: 'bot_session_started',
    mixpanel: 'Bot Session Started',
    properties: [
      {
        name: 'entry_point',
        means:
          'What began the session: a `message` of the user, another `act` (a click, a vote), or a `bot_message`.',
        register: 'dimension',
        of: ({ data }) => data.entryPoint,
      },
      {
        name: 'entry_source',
        means: 'What the link said by which the user came, e.g. `campaign-7`.',
        register: 'dimension',
        of: ({ data }) => data.source,
      },
      {
        name: 'session_number',
        means: "1 for the user's first session in this conversation, 2 for the second.",
        register: 'dimension',
        of: ({ data }) => data.sessionNumber,
      },
    ],
  },
  session_ended: {
    means: 'A session has ended. Told when the user comes back, or at once if something ends it.',
    ga4: 'bot_session_ended',
    mixpanel: 'Bot Session Ended',
    properties: [
      {
        name: 'duration_sec',
        means: 'From first to last activity, in whole seconds.',
        register: 'metric',
        of: ({ data }) => seconds(data.durationMs),
      },
      {
        name: 'turns',
        means: 'Messages that the user wrote in the session.',
        register: 'metric',
        of: ({ data }) => data.received,
      },
      {
        name: 'messages_sent',
        means: 'Messages that the user was sent in the session.',
        register: 'metric',
        of: ({ data }) => data.sent,
      },
      {
        name: 'ended_by',
        means: '`timeout` (the user fell silent) or `explicit` (the bot or the channel ended it).',
        register: 'dimension',
        of: ({ data }) => data.ended,
      },
    ],
  },
};
