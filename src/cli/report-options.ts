/** The options of reports as flags: the same names in kebab case. */

import type { Command } from 'commander';
import { Option } from 'commander';

import { kindOfOption, optionsOf } from '../export/option-kinds.ts';
import type { OptionKind } from '../export/option-kinds.ts';
import { DIMENSIONS } from '../report/time/calendar.ts';
import { GROUPS, PERIODS } from '../report/options.ts';
import type { ReportName } from '../report/registry.ts';
import { REPORT_NAMES } from '../report/registry.ts';

/** What the help says of an option. */
interface Words {
  /** What the value is; a switch has none. */
  readonly value?: string;
  readonly help: string;
}

interface Section {
  readonly title: string;
  readonly options: Readonly<Record<string, Words>>;
}

const SECTIONS: readonly Section[] = [
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
const WITH_COMMAS: ReadonlySet<string> = new Set(['title', 'destination']);

/** Every option that some report takes. Which of them a report takes, its schema says. */
export const OPTION_NAMES: readonly string[] = inOrder(
  new Set(REPORT_NAMES.flatMap((report) => Object.keys(optionsOf(report)))),
);

/** Adds the flags to a command. */
export function withReportOptions(command: Command): Command {
  for (const option of OPTION_NAMES) {
    for (const flag of flagsFor(option)) command.addOption(flag);
  }
  return command;
}

/** Returns the options of a report out of all that were given. */
export function reportOptions(given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const names = OPTION_NAMES.filter((option) => given[option] !== undefined);
  return Object.fromEntries(names.map((option) => [option, given[option]]));
}

/** Returns how an option is typed: `includeTest` → `--include-test`. */
export function flagOf(option: string): string {
  return `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Names options in a text as they are typed: `` `timezone` `` → --timezone. */
export function withFlags(text: string): string {
  return text.replace(/`([A-Za-z]+)`/g, (quoted, name: string) =>
    name === 'store' || OPTION_NAMES.includes(name) ? flagOf(name) : quoted,
  );
}

/** Explained options in the order of their explanation, then the others. */
function inOrder(options: ReadonlySet<string>): readonly string[] {
  const explained = SECTIONS.flatMap((section) => Object.keys(section.options));
  return [...new Set([...explained, ...options])].filter((option) => options.has(option));
}

/** Tells whether the help explains an option. */
export function isExplained(option: string): boolean {
  return sectionOf(option) !== undefined;
}

function flagsFor(option: string): readonly Option[] {
  const section = sectionOf(option);
  const { value, help } = section?.options[option] ?? { help: '' };
  const { type, many } = kindOf(option);
  const placeholder = type === 'boolean' ? '' : ` <${value ?? type}>`;
  const flag = new Option(flagOf(option) + placeholder, help);
  if (section) flag.helpGroup(section.title);
  if (many) flag.argParser(WITH_COMMAS.has(option) ? collect : collectListed);
  else if (type === 'number') flag.argParser(numberOrText);
  return option === 'subscriber' ? [flag, new Option('--no-subscriber').hideHelp()] : [flag];
}

/** An option is the same in all reports, except that some take a list of it. */
function kindOf(option: string): OptionKind {
  const kinds = REPORT_NAMES.filter((report: ReportName) =>
    Object.hasOwn(optionsOf(report), option),
  ).map((report) => kindOfOption(report, option));
  return { type: kinds[0]?.type ?? 'text', many: kinds.some(({ many }) => many) };
}

function sectionOf(option: string): Section | undefined {
  return SECTIONS.find(({ options }) => Object.hasOwn(options, option));
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function collectListed(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...value.split(',').map((part) => part.trim())];
}

/** What is no number the report's schema refuses, in its own words. */
function numberOrText(value: string): number | string {
  return value.trim() === '' || Number.isNaN(Number(value)) ? value : Number(value);
}
