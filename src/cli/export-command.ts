/** `export [NAME…]`: several reports, or all, into one workbook, one JSON file or a folder of CSV files. */

import { Command } from 'commander';

import { runExport } from '../export/run.ts';
import { fileOf } from '../model/store-path.ts';
import { runReport } from '../report/run.ts';
import { exportedText } from './exported-text.ts';
import { formatOf, withFormats } from './format-options.ts';
import type { CliIo } from './io.ts';
import { write } from './io.ts';
import { camelCase } from './report-help.ts';
import { reportOptions, withReportOptions } from './report-options.ts';
import { storeOf, useStore, withStore } from './store-option.ts';

export function exportCommand(io: CliIo): Command {
  const command = new Command('export')
    .argument('[names...]', 'reports by name; all if there is none')
    .description(
      'Writes reports into files. An option goes to the reports that take it; the list of reports: report --help.',
    );
  withFormats(withReportOptions(withStore(command)), WORDS)
    .addHelpText('after', EXAMPLES)
    .action((names: readonly string[]) => run(command, io, names.map(camelCase)));
  return command;
}

async function run(command: Command, io: CliIo, names: readonly string[]): Promise<void> {
  const { format, out } = formatOf(command);
  if (!format) return command.error('error: which format? --xlsx, --csv or --json');
  if (out === undefined) return command.error('error: where to? name a file or folder by --out');
  const now = io.now();
  const store = fileOf(storeOf(command, io));
  const result = await useStore(command, io, ({ reads, snapshot }) =>
    runExport(
      { ask: (name, options) => snapshot(() => runReport(reads, name, options, now)), now, store },
      {
        ...(names.length > 0 && { reports: names }),
        format,
        path: out,
        options: reportOptions(command.opts()),
      },
    ),
  );
  await write(io.stderr, exportedText(result));
}

const WORDS = {
  formats: {
    json: 'one file: the answer of one report, or the answers of several by name',
    csv: 'a file per report (RFC 4180), any number of rows',
    xlsx: 'a workbook with a sheet per report',
  },
  out: 'file to write; with --csv and several reports a folder',
} as const;

const EXAMPLES = `
Examples:
  $ botbuilder-analytics export --xlsx --out october.xlsx --from 2026-10-01 --to 2026-10-31
      every report of October in one workbook
  $ botbuilder-analytics export users messages --csv --out october --period lastMonth
      october/users.csv, october/messages.csv and october/summary.csv
  $ botbuilder-analytics export audience --csv --out audience.csv
      every user, however many there are
  $ botbuilder-analytics export users sessions handover --json --out numbers.json --timezone Europe/Vienna

A file is replaced when the new one is complete.`;
