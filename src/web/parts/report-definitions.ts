/** What the numbers of Efficiency, Topics, Engagement, Platforms and Insights mean. */

import type { Definition } from './definition.ts';

export const REPORT_DEFINITIONS = {
  unrecognizedPerUser: {
    term: 'Unrecognized per user',
    text: 'Messages that the bot did not understand, as the mean over all users of the period; the median is that of the middle user.',
  },
  automated: {
    term: 'Automated sessions',
    text: 'Sessions that the bot settled without a human, as its code marks them. The last mark of a session counts.',
  },
  notAutomated: {
    term: 'Not automated sessions',
    text: 'Sessions that needed a human, as the code of the bot marks them.',
  },
  unmarked: {
    term: 'Unmarked sessions',
    text: 'Sessions of which the bot’s code says neither. Where some are marked as automated and some as not, the unmarked ones are left out of the automation rate.',
  },
  ratings: {
    term: 'Distribution of ratings',
    text: 'All sessions of the period, each under the last rating that its user gave. The mean is of all ratings given: a user can rate more than once.',
  },
  npsMean: {
    term: 'Mean of the ratings from 0 to 10',
    text: 'Arithmetic mean of all ratings from 0 to 10 that users gave.',
  },
  distribution: {
    term: 'Distribution',
    text: 'Sessions that have the value, and their share of all sessions of the period: 20 of 100 is 20 %. A session can have several topics and actions, so that the shares may add up to more than 100 %.',
  },
  dynamics: {
    term: 'Times recorded',
    text: 'How often a topic, result or action was recorded. A topic is recorded once per session, of results the last one, of actions each.',
  },
  chatHandoverRate: {
    term: 'Sessions with a handover',
    text: 'Sessions in which a human was asked for, in percent of all sessions.',
  },
  chatsWithRequests: {
    term: 'Sessions with requests',
    text: 'Sessions in which a human was asked for at least once.',
  },
  chatsWithoutRequests: {
    term: 'Sessions without requests',
    text: 'Sessions in which nobody asked for a human.',
  },
  handoverReason: {
    term: 'Reason of a handover',
    text: 'Asked directly: the user said so. After a fallback: the bot had not understood the message before. By a button: one that offers a human was pressed. Each request has one reason.',
  },
  handoverVia: {
    term: 'Way of a handover',
    text: 'Whether a human takes over the conversation, or a ticket is written that is answered later.',
  },
  handoverAccepted: { term: 'Accepted', text: 'Requests that a human took over in the period.' },
  handoverFailed: { term: 'Failed', text: 'Requests for which nobody was there.' },
  handoverCompleted: {
    term: 'Completed',
    text: 'Requests that a human brought to an end and gave back to the bot.',
  },
  reviewable: {
    term: 'Reviewable messages',
    text: 'Messages of the bot for which feedback was offered or given, once for each user: positive, negative, neutral, and none.',
  },
  positiveFeedback: { term: 'Positive', text: 'Votes: thumbs up, like, heart, laugh.' },
  negativeFeedback: { term: 'Negative', text: 'Votes: thumbs down, dislike, sad, angry.' },
  neutralFeedback: { term: 'Neutral', text: 'Any other reaction to a message of the bot.' },
  noFeedback: {
    term: 'No feedback',
    text: 'Messages for which feedback was offered and not given, or taken back.',
  },
  certainClicks: {
    term: 'Certain clicks',
    text: 'Clicks that the channel or the button itself proves. The others are words of a button that somebody may have typed as well.',
  },
  interactions: {
    term: 'Interactions',
    text: 'What the bot is used for: dialogs that were started, messages that it did not understand (in a dialog and outside of one), and users who were welcomed. The share is of all of them.',
  },
  activeByPlatform: {
    term: 'Active users by platform',
    text: 'Users who did something on the channel. Who uses two channels counts on each, so that the platforms add up to the total.',
  },
  newByPlatform: {
    term: 'New users by platform',
    text: 'Users who had never been on that channel before.',
  },
  receivedVersusSent: {
    term: 'Messages received and sent',
    text: 'Messages of users, and messages that reached users. Bots tend to send more than they receive.',
  },
  escalated: { term: 'Escalated', text: 'Sessions in which a human was asked for.' },
  resolved: {
    term: 'Resolved',
    text: 'Sessions that have a result or are marked as automated, and were not escalated.',
  },
  abandoned: {
    term: 'Abandoned',
    text: 'Sessions whose last word was a question of the bot that nobody answered, or a message that it did not understand.',
  },
  otherOutcome: {
    term: 'None of these',
    text: 'Sessions that ended, and were neither escalated nor resolved nor abandoned.',
  },
  open: { term: 'Open', text: 'Sessions that may still go on.' },
  trueContainment: {
    term: 'True containment',
    text: 'Sessions that were not escalated and whose user did not come back within 24 hours, in percent of those that ended at least 24 hours ago.',
  },
  cohort: {
    term: 'Cohort',
    text: 'Users whose very first act lies on that day, or in that week.',
  },
  unrecognizedPhrases: {
    term: 'Messages that were not understood',
    text: 'What users write most often and the bot does not understand: what it has yet to learn. Texts are shown where the bot keeps them and you may read them.',
  },
} as const satisfies Readonly<Record<string, Definition>>;
