/** What the options of reports are for, in the words of the help and of the HTTP document. */

import { GROUPS, PERIODS } from '../report/options.ts';
import { DIMENSIONS } from '../report/time/calendar.ts';

/** What the help says of an option. */
interface Words {
  /** What the value is; a switch has none. */
  readonly value?: string;
  readonly help: string;
}

export interface Section {
  readonly title: string;
  readonly options: Readonly<Record<string, Words>>;
}

export const OPTION_SECTIONS: readonly Section[] = [
  {
    title: 'Range and form:',
    options: {
      period: { value: 'name', help: `${PERIODS.join(', ')} (default: last30days)` },
      from: { value: 'date', help: 'first day, or instant on a quarter-hour' },
      to: { value: 'date', help: 'last day, or instant (which is excluded)' },
      dimension: {
        value: 'unit',
        help: `auto, ${DIMENSIONS.join(', ')} (default: day; of platforms: month)`,
      },
      timezone: { value: 'zone', help: 'IANA name, such as Europe/Vienna (default: UTC)' },
      offset: {
        value: 'minutes',
        help: 'in place of --timezone: minutes ahead of UTC, -720 to 720',
      },
      group: { value: 'field', help: `split by ${GROUPS.join(', ')}` },
      compare: { value: 'what', help: 'previous: adds the period before and the change' },
      includeTest: { help: 'count test traffic (the emulator) as well' },
    },
  },
  {
    title: 'Filters (several: repeat them, or commas):',
    options: {
      source: {
        value: 'name',
        help: 'messenger, widget, slack, app, livechat, livechat3, custom, or a channel',
      },
      channel: { value: 'id', help: 'msteams, webchat, facebook …' },
      bot: { value: 'id', help: 'one of the bots that share the store' },
      storyId: { value: 'id', help: 'the same as --bot' },
      locale: { value: 'tag', help: 'en-US, de-AT …' },
      botVersion: { value: 'version', help: 'version of the bot' },
      device: { value: 'name', help: 'device of the user' },
      browser: { value: 'name', help: 'browser of the user' },
      dialog: { value: 'name', help: 'only sessions in which this dialog was opened' },
      class: { value: 'name', help: 'recognized, unrecognized, system' },
      type: { value: 'name', help: 'clicks: quick_reply, card_button, link' },
      title: { value: 'text', help: 'clicks: text on the button (repeat it for several)' },
      destination: { value: 'text', help: 'clicks: where it leads (repeat it for several)' },
      tag: { value: 'tag', help: 'audience: users with this tag' },
      role: { value: 'role', help: 'audience: users with this role' },
      subscriber: { help: 'audience: subscribers only; --no-subscriber: all others' },
      search: { value: 'text', help: 'part of the name (audience), of the text (phrases)' },
    },
  },
  {
    title: 'Of single reports:',
    options: {
      count: { value: 'how', help: 'sessions: active (default) or started' },
      measure: {
        value: 'what',
        help: 'received, sent; traffic: sessions as well (default: both ways)',
      },
      by: { value: 'what', help: 'responseTimes: channel (default) or dialog' },
      value: { value: 'text', help: 'topics, results, actions: the series of this one value' },
      formula: { value: 'name', help: 'automation: corrected (default) or documented' },
      chats: { value: 'which', help: 'feedback: more_positive, more_negative, only_positive' },
      limit: { value: 'n', help: 'most rows of a list (default: 100; in a file all)' },
      order: {
        value: 'how',
        help: 'audience: recent (default; last seen first) or stable (by when first known)',
      },
      cursor: {
        value: 'text',
        help: 'audience: where the next page begins, as the page before says',
      },
    },
  },
];

/** Texts that may have commas of their own. */
export const WITH_COMMAS: ReadonlySet<string> = new Set(['title', 'destination']);
