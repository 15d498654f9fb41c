/** Events of dialogs, of buttons, and of turns that failed. */

import { clipUnits } from '../destinations/clip.ts';
import { seconds } from '../destinations/mapping.ts';
import type { Rows, Shape } from './property.ts';

/** Of `dialog_id`, which other events have as well. */
export const DIALOG_MEANS = 'The dialog that it is about, or that was open when the message came.';

export const DIALOGS: Rows<'dialog_started' | 'dialog_ended' | 'button_clicked' | 'turn_failed'> = {
  dialog_started: {
    means: 'A dialog starts.',
    // a page view fills "Pages and screens"; the Measurement Protocol does not reserve the name
    ga4: {
      when: (_event, shape) => isPageView(shape),
      name: 'page_view',
      otherwise: 'bot_dialog_started',
    },
    mixpanel: 'Dialog Started',
    properties: [
      {
        name: { ga4: 'page_location' },
        means: 'An address made of the channel and the dialog; only of page views.',
        register: 'built_in',
        of: ({ data, segment }, shape) =>
          isPageView(shape) ? pageLocation(segment.channel, data.dialog) : undefined,
      },
      {
        name: { ga4: 'page_title' },
        means: 'The name of the dialog; only of page views.',
        register: 'built_in',
        of: ({ data }, shape) => (isPageView(shape) ? data.dialog : undefined),
      },
      {
        name: 'dialog_id',
        means: DIALOG_MEANS,
        register: 'dimension',
        of: ({ data }) => data.dialog,
      },
      {
        name: 'parent_dialog_id',
        means: 'The dialog that it is a part of.',
        register: 'dimension',
        of: ({ data }) => data.parent,
      },
    ],
  },
  dialog_ended: {
    means: 'A dialog ends.',
    ga4: 'bot_dialog_ended',
    mixpanel: {
      when: ({ data }) => data.outcome === 'completed',
      name: 'Dialog Completed',
      otherwise: 'Dialog Cancelled',
    },
    properties: [
      {
        name: 'dialog_id',
        means: DIALOG_MEANS,
        register: 'dimension',
        of: ({ data }) => data.dialog,
      },
      {
        name: { ga4: 'outcome' },
        means: '`completed` or `cancelled`.',
        register: 'dimension',
        of: ({ data }) => data.outcome,
      },
      {
        name: 'duration_sec',
        means: 'How long it was open, in whole seconds.',
        register: 'metric',
        of: ({ data }) => seconds(data.durationMs),
      },
    ],
  },
  button_clicked: {
    means: 'The user presses a button.',
    ga4: 'select_content',
    mixpanel: 'Button Clicked',
    properties: [
      {
        name: { ga4: 'content_type', mixpanel: 'button_type' },
        means: '`quick_reply`, `card_button` or `link`.',
        register: 'built_in',
        of: ({ data }) => data.type,
      },
      {
        name: { ga4: 'item_id', mixpanel: 'button_title' },
        means: 'The words on the button.',
        register: 'dimension',
        of: ({ data }) => data.title,
      },
    ],
  },
  turn_failed: {
    means: "The bot's code fails with an error while it answers.",
    ga4: 'bot_turn_error', // `error` is reserved
    mixpanel: 'Bot Error',
    properties: [
      {
        name: 'error_type',
        means: 'The kind of error, e.g. `TypeError`; never what it says.',
        register: 'dimension',
        of: ({ data }) => data.errorType,
      },
    ],
  },
};

function isPageView({ dialogs = 'page_view' }: Shape): boolean {
  return dialogs === 'page_view';
}

/** `page_location` holds 1,000 characters; one of the text can become nine of the address. */
function pageLocation(channel: string, dialog: string): string {
  const part = (text: string, max: number): string => encodeURIComponent(clipUnits(text, max));
  return `https://bot.invalid/${part(channel, 20)}/${part(dialog, 80)}`;
}
