/** The options of reports as flags: the same names in kebab case. */

import type { Command } from 'commander';
import { Option } from 'commander';

import { DIMENSIONS } from '../report/calendar.ts';
import { GROUPS, PERIODS } from '../report/options.ts';

interface Flag {
  readonly option: string;
  /** What the value is; absent for a switch. */
  readonly value?: string;
  readonly help: string;
  /** May be given several times, or with commas. */
  readonly many?: true;
}

/** Every option that some report takes. Which of them a report takes, its schema says. */
export const FLAGS: readonly Flag[] = [
  { option: 'period', value: 'name', help: `${PERIODS.join(', ')} (default: last30days)` },
  { option: 'from', value: 'date', help: 'first day, or instant on a quarter-hour' },
  { option: 'to', value: 'date', help: 'last day, or instant (which is excluded)' },
  {
    option: 'dimension',
    value: 'unit',
    help: `auto, ${DIMENSIONS.join(', ')} (default: day; of platforms: month)`,
  },
  { option: 'timezone', value: 'zone', help: 'IANA name, such as Europe/Vienna (default: UTC)' },
  { option: 'group', value: 'field', help: `split by ${GROUPS.join(', ')}` },
  {
    option: 'source',
    value: 'name',
    help: 'messenger, widget, slack, app, livechat, livechat3, custom, or a channel',
    many: true,
  },
  { option: 'channel', value: 'id', help: 'msteams, webchat, facebook …', many: true },
  { option: 'bot', value: 'id', help: 'one of the bots that share the store', many: true },
  { option: 'storyId', value: 'id', help: 'the same as --bot', many: true },
  { option: 'locale', value: 'tag', help: 'en-US, de-AT …', many: true },
  { option: 'botVersion', value: 'version', help: 'version of the bot', many: true },
  { option: 'device', value: 'name', help: 'device of the user', many: true },
  { option: 'browser', value: 'name', help: 'browser of the user', many: true },
  { option: 'dialog', value: 'name', help: 'only sessions in which this dialog was opened' },
  { option: 'count', value: 'how', help: 'sessions: active (default) or started' },
  { option: 'compare', value: 'what', help: 'previous: adds the period before and the change' },
  { option: 'includeTest', help: 'count test traffic (the emulator) as well' },
];

/** Adds the flags to a command. */
export function withReportOptions(command: Command): Command {
  for (const { option, value, help, many } of FLAGS) {
    const flag = new Option(flagOf(option) + (value ? ` <${value}>` : ''), help);
    command.addOption(many ? flag.argParser(collect) : flag);
  }
  return command;
}

/** Returns the options of a report out of all that were given. */
export function reportOptions(given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const names = FLAGS.map(({ option }) => option).filter((option) => given[option] !== undefined);
  return Object.fromEntries(names.map((option) => [option, given[option]]));
}

/** Returns how an option is typed: `includeTest` → `--include-test`. */
export function flagOf(option: string): string {
  return `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...value.split(',').map((part) => part.trim())];
}
