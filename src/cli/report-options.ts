/** The options of reports as flags: the same names in kebab case. */

import type { Command } from 'commander';
import { Option } from 'commander';

import { kindOfOption, numberOrText, optionsOf } from '../export/option-kinds.ts';
import type { OptionKind } from '../export/option-kinds.ts';
import type { Section } from '../export/option-words.ts';
import { OPTION_SECTIONS, WITH_COMMAS } from '../export/option-words.ts';
import type { ReportName } from '../report/registry.ts';
import { REPORT_NAMES } from '../report/registry.ts';

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
  const explained = OPTION_SECTIONS.flatMap((section) => Object.keys(section.options));
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
  return OPTION_SECTIONS.find(({ options }) => Object.hasOwn(options, option));
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function collectListed(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...value.split(',').map((part) => part.trim())];
}
