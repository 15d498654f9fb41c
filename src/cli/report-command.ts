/** `report NAME`: any report, with the options of the query helper. */

import { Command, Option } from 'commander';

import { REPORT_NAMES } from '../report/registry.ts';
import { runReport } from '../report/run.ts';
import { toCsv } from './csv.ts';
import { dataRows } from './data-rows.ts';
import type { CliIo } from './io.ts';
import { write } from './io.ts';
import { reportOptions, withReportOptions } from './report-options.ts';
import { hiddenHint, reportText } from './report-text.ts';
import { useStore, withStore } from './store-option.ts';

interface Format {
  readonly json?: true;
  readonly csv?: true;
}

export function reportCommand(io: CliIo): Command {
  const command = new Command('report')
    .argument('<name>', REPORT_NAMES.join(', '))
    .description('Answers one question, as a table, JSON or CSV.');
  withReportOptions(withStore(command))
    .addOption(new Option('--json', 'the whole answer as JSON').conflicts('csv'))
    .addOption(new Option('--csv', 'the data rows as CSV (RFC 4180)'))
    .addHelpText('after', EXAMPLES)
    .action(async (name: string) => {
      const given = command.opts<Format & Record<string, unknown>>();
      const options = reportOptions(given);
      const report = camelCase(name);
      const answer = await useStore(command, io, ({ reads }) =>
        runReport(reads, report, options, io.now()),
      );
      await print(io, given, { name: report, options, answer });
    });
  return command;
}

async function print(
  io: CliIo,
  { json, csv }: Format,
  asked: { readonly name: string; readonly options: object; readonly answer: unknown },
): Promise<void> {
  if (json) return write(io.stdout, `${JSON.stringify(asked.answer, null, 2)}\n`);
  if (!csv) return write(io.stdout, reportText(asked));
  await write(io.stdout, toCsv(dataRows(asked.answer)));
  const hint = hiddenHint(asked.answer);
  if (hint) await write(io.stderr, `${hint}\n`);
}

/** Names are accepted as the query helper has them and in kebab case. */
function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

const EXAMPLES = `
Examples:
  $ botbuilder-analytics report users --store ./bot-analytics.db
      new, returning and all users of the last 30 days, day by day
  $ botbuilder-analytics report sessions --period lastMonth --timezone Europe/Vienna --compare previous
      a calendar month of Vienna, compared with the month before
  $ botbuilder-analytics report messages --from 2026-10-01 --to 2026-10-31 --dimension week --group channel
      weeks of October, channel by channel
  $ botbuilder-analytics report conversations --source messenger,widget --json

Days, weeks and months are those of --timezone. Dates are included; --period stands for --from and --to.`;
