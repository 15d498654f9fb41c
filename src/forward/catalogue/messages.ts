/** Events of messages: what users write, whether the bot understands it, what they are sent. */

import { lengthBucket, scoreBucket } from '../destinations/mapping.ts';
import { DIALOG_MEANS } from './dialogs.ts';
import type { Rows } from './property.ts';

const REASON = "The rule that decided, e.g. `no_answer`, or the reason that the bot's code gave.";
const INTENT = 'What the user wanted, by the name that your recognizer or code gives it.';
const CONFIDENCE = "The recognizer's score, as a rule 0 to 1.";
const CONFIDENCE_BUCKET = "The recognizer's score in fifths, `0.0-0.2` to `0.8-1.0`.";
const HAS_ATTACHMENT = 'Whether it has files with it.';

export const MESSAGES: Rows<
  | 'message_received'
  | 'message_recognized'
  | 'message_unrecognized'
  | 'message_reclassified'
  | 'message_sent'
> = {
  message_received: {
    means: 'The user sends a message.',
    ga4: 'bot_message_received',
    mixpanel: 'Message Received',
    properties: [
      {
        name: 'message_class',
        means: '`recognized`, `unrecognized`, or `system` (a command, or an empty message).',
        register: 'dimension',
        of: ({ data }) => data.class,
      },
      {
        name: 'message_type',
        means:
          '`text`, `attachment` (nothing but files), `value` (a submitted card), `command` or `empty`.',
        register: 'dimension',
        of: ({ data }) => data.messageType,
      },
      {
        name: 'has_attachment',
        means: HAS_ATTACHMENT,
        register: 'dimension',
        of: ({ data }) => data.attachmentCount > 0,
      },
      {
        name: { ga4: 'text_length_bucket' },
        means: 'Characters of its text: `0`, `1-20`, `21-100`, `101-500` or `501+`.',
        register: 'dimension',
        of: ({ data }) => lengthBucket(data.textLength),
      },
      {
        name: { mixpanel: 'text_length' },
        means: 'Characters of its text.',
        of: ({ data }) => data.textLength,
      },
      {
        name: 'turn_index',
        means: "1 for the user's first message of the session, 2 for the second.",
        register: 'dimension',
        of: ({ data }) => data.turnIndex,
      },
    ],
  },
  message_recognized: {
    means: 'The bot understands a message.',
    ga4: 'bot_intent_recognized',
    mixpanel: 'Intent Recognized',
    properties: [
      {
        name: 'intent',
        means: INTENT,
        register: 'dimension',
        of: ({ data }) => data.intent,
      },
      {
        name: { ga4: 'confidence_bucket' },
        means: CONFIDENCE_BUCKET,
        register: 'dimension',
        of: ({ data }) => scoreBucket(data.score),
      },
      { name: { mixpanel: 'confidence' }, means: CONFIDENCE, of: ({ data }) => data.score },
      { name: 'reason', means: REASON, register: 'dimension', of: ({ data }) => data.reason },
    ],
  },
  message_unrecognized: {
    means: 'The bot does not understand a message.',
    ga4: 'bot_fallback',
    mixpanel: 'Fallback Shown',
    properties: [
      { name: 'reason', means: REASON, register: 'dimension', of: ({ data }) => data.reason },
      {
        name: 'dialog_id',
        means: DIALOG_MEANS,
        register: 'dimension',
        of: ({ data }) => data.dialog,
      },
    ],
  },
  message_reclassified: {
    means: 'It turns out that a message was understood after all, or was not.',
    ga4: 'bot_message_reclassified',
    mixpanel: 'Message Reclassified',
    properties: [
      {
        name: 'from_class',
        means: 'The `message_class` that was told before.',
        register: 'dimension',
        of: ({ data }) => data.from,
      },
      {
        name: 'to_class',
        means: 'The `message_class` that holds from now on.',
        register: 'dimension',
        of: ({ data }) => data.to,
      },
      { name: 'intent', means: INTENT, register: 'dimension', of: ({ data }) => data.intent },
      {
        name: { ga4: 'confidence_bucket' },
        means: CONFIDENCE_BUCKET,
        register: 'dimension',
        of: ({ data }) => scoreBucket(data.score),
      },
      { name: { mixpanel: 'confidence' }, means: CONFIDENCE, of: ({ data }) => data.score },
      { name: 'reason', means: REASON, register: 'dimension', of: ({ data }) => data.reason },
      {
        name: 'dialog_id',
        means: DIALOG_MEANS,
        register: 'dimension',
        of: ({ data }) => data.dialog,
      },
    ],
  },
  message_sent: {
    means: 'The user is sent a message.',
    ga4: 'bot_message_sent',
    mixpanel: 'Message Sent',
    properties: [
      {
        name: 'author',
        means: 'Who wrote it: the `bot`, or an `agent` (a human who has the conversation).',
        register: 'dimension',
        of: ({ data }) => data.author,
      },
      {
        name: 'has_attachment',
        means: HAS_ATTACHMENT,
        register: 'dimension',
        of: ({ data }) => data.attachmentCount > 0,
      },
      {
        name: { mixpanel: 'text_length' },
        means: 'Characters of its text.',
        of: ({ data }) => data.textLength,
      },
      {
        name: 'response_time_ms',
        means: "Milliseconds from the user's message to the first answer; only in that answer.",
        register: 'metric',
        of: ({ data }) => data.responseTimeMs,
      },
      {
        name: 'proactive',
        means: 'Whether it is no answer (a reminder, a campaign).',
        register: 'dimension',
        of: ({ data }) => data.proactive,
      },
    ],
  },
};
