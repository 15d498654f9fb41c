/** `report NAME`: any report, with the options of the query helper. */

import { Command } from 'commander';

import { toCsv } from '../export/csv.ts';
import type { ExportFormat } from '../export/job.ts';
import { withoutLists } from '../export/option-kinds.ts';
import { groupOf, reportColumns } from '../export/report-columns.ts';
import { dataRows } from '../export/rows.ts';
import { runExport } from '../export/run.ts';
import { fileOf } from '../model/store-path.ts';
import { checkName, runReport } from '../report/run.ts';
import type { Asked } from './asked.ts';
import { askReport } from './asked.ts';
import { exportedText } from './exported-text.ts';
import { formatOf, withFormats } from './format-options.ts';
import type { CliIo } from './io.ts';
import { write } from './io.ts';
import type { Example } from './report-help.ts';
import { camelCase, examplesText, withReportHelp } from './report-help.ts';
import { listText } from './report-list.ts';
import { reportOptions, withReportOptions } from './report-options.ts';
import { hints, reportText } from './report-text.ts';
import { screenOf } from './screen.ts';
import { storeOf, useStore, withStore } from './store-option.ts';

export function reportCommand(io: CliIo): Command {
  const command = new Command('report')
    .argument('[name]', 'one of the reports')
    .description('Answers one question, as a table, JSON, CSV or a workbook.');
  withReportHelp(withFormats(withReportOptions(withStore(command)), WORDS))
    .addHelpText('after', () => examplesText(command, EXAMPLES))
    .action((name?: string) =>
      name === undefined
        ? command.error(`error: which report?\n\n${listText()}\n`)
        : run(command, io, camelCase(name)),
    );
  return command;
}

async function run(command: Command, io: CliIo, name: string): Promise<void> {
  const { format, out } = formatOf(command);
  const report = checkName(name);
  const options = withoutLists(report, reportOptions(command.opts()));
  if (out !== undefined) return toFile(command, io, { report, options, out, format });
  if (format === 'xlsx') return command.error('error: --xlsx goes into a file: name it by --out');
  const asked = await useStore(command, io, ({ reads, snapshot }) =>
    snapshot(() => askReport(reads, report, options, io.now())),
  );
  await print(io, format, asked);
}

async function toFile(
  command: Command,
  io: CliIo,
  asked: {
    readonly report: string;
    readonly options: Readonly<Record<string, unknown>>;
    readonly out: string;
    readonly format: ExportFormat | undefined;
  },
): Promise<void> {
  const { report, options, out, format } = asked;
  if (!format) return command.error('error: --out needs a format: --json, --csv or --xlsx');
  const now = io.now();
  const store = fileOf(storeOf(command, io));
  const result = await useStore(command, io, ({ reads, snapshot }) =>
    runExport(
      { ask: (name, own) => snapshot(() => runReport(reads, name, own, now)), now, store },
      { reports: [report], format, path: out, options },
    ),
  );
  await write(io.stderr, exportedText(result));
}

async function print(io: CliIo, format: 'json' | 'csv' | undefined, asked: Asked): Promise<void> {
  const { name, options, answer } = asked;
  if (format === 'json') return write(io.stdout, `${JSON.stringify(answer, null, 2)}\n`);
  if (!format) return write(io.stdout, reportText(asked, screenOf(io.stdout)));
  const rows = dataRows(answer, groupOf(options));
  await write(io.stdout, toCsv(rows, reportColumns(name, options, rows)));
  for (const hint of hints(answer)) await write(io.stderr, `${hint}\n`);
}

const WORDS = {
  formats: {
    json: 'the whole answer as JSON',
    csv: 'the data rows as CSV (RFC 4180)',
    xlsx: 'a workbook: the data rows, the summary, and what was asked (with --out)',
  },
  out: 'write to this file instead; lists are complete in it, not a page',
} as const;

const EXAMPLES: readonly Example[] = [
  [
    'users --store ./bot-analytics.db',
    'new, returning and all users of the last 30 days, day by day',
  ],
  [
    'sessions --period lastMonth --timezone Europe/Vienna --compare previous',
    'a calendar month of Vienna, compared with the month before',
  ],
  [
    'messages --from 2026-10-01 --to 2026-10-31 --dimension week --group channel',
    'weeks of October, channel by channel',
  ],
  ['phrases --class unrecognized --limit 20', 'what the bot understood least'],
  ['audience --tag beta --csv --out beta.csv', 'all users with a tag, as a file'],
  ['topics --value orders --dimension month', 'how often a topic came up, month by month'],
  ['feedback --chats more_negative', 'the sessions with more dislikes than likes'],
  ['traffic --measure sessions --timezone Asia/Kathmandu', 'when sessions begin'],
  ['responseTimes --by dialog --group channel', 'where users wait longest'],
  ['conversations --source messenger,widget --json'],
];
