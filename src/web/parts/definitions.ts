/** What the numbers on the pages mean, in a sentence each: every number links to its own. */

import type { Definition } from './definition.ts';
import { REPORT_DEFINITIONS } from './report-definitions.ts';

export const DEFINITIONS = {
  users: {
    term: 'Users',
    text: 'Different people who did something in the period: sent a message, clicked, gave feedback. Who only received something is not counted. Nobody counts twice, however often they came.',
  },
  newUsers: {
    term: 'New users',
    text: 'Users whose very first act lies in the period. Everybody is new once, ever.',
  },
  returningUsers: {
    term: 'Returning users',
    text: 'Users who were active on a later day than that of their first act. New and returning need not add up to all: who came for the first time and came back is both.',
  },
  returningRate: { term: 'Returning rate', text: 'Returning users in percent of all users.' },
  dau: {
    term: 'Daily active users',
    text: 'Users of a day, as the mean over the days of the period.',
  },
  wau: { term: 'Weekly active users', text: 'Users of the 7 days that end with the period.' },
  mau: { term: 'Monthly active users', text: 'Users of the 30 days that end with the period.' },
  stickiness: {
    term: 'Stickiness',
    text: 'Daily active users in percent of monthly active users: on how many days a user comes.',
  },
  sessions: {
    term: 'Sessions',
    text: 'Visits of one user in one conversation; a pause of 30 minutes (unless set otherwise) ends one. A session counts in every day on which something happened in it, and once in the period.',
  },
  sessionsWithMessages: {
    term: 'Sessions with messages',
    text: 'Sessions in which the user wrote at least one message that was no command and not empty.',
  },
  sessionsWithoutMessages: {
    term: 'Sessions without messages',
    text: 'All other sessions: campaigns that nobody answered, or a mere /start.',
  },
  sessionDuration: {
    term: 'Length of a session',
    text: 'From its first to its last activity; the median is the middle one of all.',
  },
  messagesPerSession: { term: 'Messages per session', text: 'Received messages by sessions.' },
  sessionsPerUser: { term: 'Sessions per user', text: 'Sessions by active users.' },
  bounceRate: {
    term: 'Bounce rate',
    text: 'Sessions with exactly one message of the user, in percent of the sessions with messages.',
  },
  received: {
    term: 'Received messages',
    text: 'Messages of users, commands and empty ones included.',
  },
  sent: {
    term: 'Sent messages',
    text: 'Messages that reached users: of the bot, and of the humans who took over.',
  },
  recognized: { term: 'Recognized', text: 'Messages that the bot understood.' },
  unrecognized: {
    term: 'Unrecognized',
    text: 'Messages that the bot did not understand: no intent, a fallback answer, or no answer at all.',
  },
  system: { term: 'System messages', text: 'Commands such as /start, and empty messages.' },
  signals: {
    term: 'Signals',
    text: 'What channels tell besides messages: somebody was added, a page was opened.',
  },
  fallbackRate: {
    term: 'Fallback rate',
    text: 'Unrecognized messages in percent of recognized and unrecognized ones.',
  },
  automation: {
    term: 'Automation',
    text: 'Sessions that the bot settled by itself, in percent of those that were marked as settled or not. Where none was marked it is 100 %.',
  },
  csat: { term: 'Satisfaction (CSAT)', text: 'Mean of the ratings from 1 to 5 that users gave.' },
  nps: {
    term: 'Net promoter score',
    text: 'Ratings of 9 and 10, less those from 0 to 6, in percent of all ratings from 0 to 10.',
  },
  topics: {
    term: 'Topics',
    text: 'What sessions were about, as the bot marks it. A session can have several.',
  },
  results: {
    term: 'Results',
    text: 'What sessions led to, as the bot marks it. The last one counts.',
  },
  actions: {
    term: 'Actions',
    text: 'What users did in sessions, as the bot marks it. Each one counts.',
  },
  handoverRate: {
    term: 'Handover rate',
    text: 'Users who asked for a human, in percent of all users.',
  },
  handoverRequests: {
    term: 'Handover requests',
    text: 'How often a human was asked for: directly, after the bot had not understood, or by a button.',
  },
  timeToAccept: {
    term: 'Time to accept',
    text: 'From a request for a human until one took over; the middle one of all.',
  },
  feedback: {
    term: 'Feedback',
    text: 'Votes on messages of the bot, the last one of each user: thumbs and reactions. Its share is of those that are positive.',
  },
  clicks: { term: 'Clicks', text: 'How often buttons and links were pressed.' },
  dialogs: {
    term: 'Dialogs',
    text: 'How often each dialog of the bot was opened, and how it ended.',
  },
  traffic: {
    term: 'Traffic',
    text: 'Messages received and sent, by weekday and hour on the clock of the chosen time zone.',
  },
  platforms: { term: 'Platforms', text: 'The channels on which the bot can be reached.' },
  accumulatedUsers: {
    term: 'Accumulated users',
    text: 'All whose first act lies before the end of the bucket: everybody who has ever come.',
  },
  churnedUsers: {
    term: 'Churned users',
    text: 'Users who were active in the bucket before, and not in this one.',
  },
  outcomes: {
    term: 'Outcomes',
    text: 'How sessions ended: escalated to a human, resolved, abandoned (the last word was a question of the bot, or a message that it did not understand), or none of these.',
  },
  containment: {
    term: 'Containment',
    text: 'Sessions that were not escalated to a human, in percent of those that are over. True containment leaves out users who came back within a day.',
  },
  dropOff: {
    term: 'Drop-off',
    text: 'Where sessions ended that were neither resolved nor escalated: the dialog and the step.',
  },
  retention: {
    term: 'Retention',
    text: 'Of the users who came first on a day or in a week, those who were active exactly so many days or weeks later.',
  },
  responseTimes: {
    term: 'Response times',
    text: 'From a message of a user to the first answer of the bot. 95 % of the answers came within p95.',
  },
  languages: { term: 'Languages', text: 'The language that the channel names for the user.' },
  phrases: {
    term: 'Most frequent messages',
    text: 'What users write most often, case and white space aside. Texts are shown where the bot keeps them and you may read them; else the intents that were recognized.',
  },
  audience: {
    term: 'Audience',
    text: 'Everybody who has ever talked to the bot, on each channel, the last seen first.',
  },
  ...REPORT_DEFINITIONS,
} as const satisfies Readonly<Record<string, Definition>>;

export type DefinitionName = keyof typeof DEFINITIONS;
