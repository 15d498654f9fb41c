/** `report --help` lists the reports, `report NAME --help` the options that this one takes. */

import type { Command, Option } from 'commander';
import { Help } from 'commander';

import { optionsOf } from '../export/option-kinds.ts';
import type { ReportName } from '../report/registry.ts';
import { isReportName, REPORT_NAMES } from '../report/registry.ts';
import { lineOf, listText } from './report-list.ts';
import { OPTION_NAMES } from './report-options.ts';

/** Names are accepted as the query helper has them and in kebab case. */
export function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** Makes the help of a command depend on the report that stands behind it. */
export function withReportHelp(command: Command): Command {
  command.createHelp = () => Object.assign(new Help(), command.configureHelp(), OF_REPORT);
  return command;
}

const OF_REPORT: Partial<Help> = {
  commandUsage(command) {
    const report = reportOf(command);
    return report
      ? `botbuilder-analytics report ${report} [options]`
      : Help.prototype.commandUsage.call(this, command);
  },
  commandDescription(command) {
    const report = reportOf(command);
    if (report) return `${report}: ${lineOf(report) ?? ''}`;
    return `${command.description()}\n\n${listText()}\n\n${MORE}`;
  },
  visibleArguments(command) {
    return reportOf(command) ? [] : Help.prototype.visibleArguments.call(this, command);
  },
  visibleOptions(command) {
    const taken = new Set(optionsShown(reportOf(command)));
    const isShown = (option: Option): boolean => {
      const name = option.attributeName();
      return taken.has(name) || !OPTION_NAMES.includes(name);
    };
    return Help.prototype.visibleOptions.call(this, command).filter(isShown);
  },
};

const MORE =
  '`report NAME --help` lists all options of a report; most of them take those that follow.';

/** Returns the examples that show a report; without a report, all. */
export function examplesText(command: Command, examples: readonly Example[]): string {
  const report = reportOf(command);
  const own = examples.filter(([line]) => !report || line.startsWith(`${report} `));
  const shown = own.length > 0 ? own : [[`${report} --store ./bot-analytics.db`] as const];
  const lines = shown.map(([line, note]) => {
    const typed = `  $ botbuilder-analytics report ${line}`;
    return note === undefined ? typed : `${typed}\n      ${note}`;
  });
  return `\nExamples:\n${lines.join('\n')}\n\n${DATES}`;
}

/** What is typed behind `report`, and what it shows. */
export type Example = readonly [line: string, note?: string];

const DATES =
  'Days, weeks and months are those of --timezone. Dates are included; --period stands for --from and --to.';

function reportOf({ args }: Command): ReportName | undefined {
  return args.map(camelCase).find(isReportName);
}

/** Without a report, the options that most reports take. */
function optionsShown(report: ReportName | undefined): readonly string[] {
  if (report) return Object.keys(optionsOf(report));
  return OPTION_NAMES.filter((option) => {
    const takers = REPORT_NAMES.filter((name) => Object.hasOwn(optionsOf(name), option));
    return takers.length > REPORT_NAMES.length / 2;
  });
}
