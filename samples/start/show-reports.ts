/** Prints the reports as the command line gives them: some of them whole, of the others the beginning. */

import { dirname, join } from 'node:path';

import { runCli } from './cli.ts';
import { heading } from './print.ts';

/** Name and options of the command line. */
type Shown = readonly [report: string, ...options: string[]];

const WHOLE: readonly Shown[] = [
  ['users', '--dimension', 'day'],
  ['sessions', '--dimension', 'week'],
  ['messages', '--dimension', 'week'],
  ['handover', '--dimension', 'week'],
  ['platforms', '--dimension', 'month'],
  ['conversations', '--dimension', 'week'],
];

const BEGUN: readonly Shown[] = [
  ['outcomes', '--dimension', 'week'],
  ['automation', '--dimension', 'week'],
  ['evaluation', '--dimension', 'week'],
  ['feedback', '--dimension', 'week'],
  ['retention', '--dimension', 'week'],
  ['conversationUsers', '--dimension', 'week'],
  ['conversationMessages', '--dimension', 'week'],
  ['averageConversations', '--dimension', 'week'],
  ['topics'],
  ['results'],
  ['actions'],
  ['phrases', '--class', 'unrecognized'],
  ['clicks'],
  ['dialogs'],
  ['dropOff'],
  ['interactions'],
  ['responseTimes', '--by', 'dialog'],
  ['languages'],
  ['traffic'],
  ['busiestPeriod'],
  ['audience'],
];

/** Title, header and the first rows. */
const BEGINNING_LINES = 6;
const ZONE = 'Europe/Vienna';
const THIRTEEN_DAYS_MS = 13 * 24 * 3_600_000;

/** Shows every report over the 14 days that end with the day of `end`. */
export async function showReports(store: string, end: number): Promise<void> {
  const range = rangeOf(end);
  heading('All reports');
  console.log(`with ${range.join(' ')}; of the later ones the first lines`);
  for (const report of [...WHOLE, ...BEGUN]) {
    const text = await runCli(['report', ...report, ...range, '--store', store]);
    heading(['botbuilder-analytics report', ...report].join(' '));
    console.log(WHOLE.includes(report) ? text : beginningOf(text));
  }
}

/** Exports every report into a workbook beside the store, and says where it is. */
export async function showExport(store: string, end: number): Promise<void> {
  const range = rangeOf(end);
  const out = join(dirname(store), 'pizza-bot.xlsx');
  heading('botbuilder-analytics export --xlsx');
  console.log(await runCli(['export', '--xlsx', '--out', out, ...range, '--store', store]));
}

function rangeOf(end: number): readonly string[] {
  const dayOf = (at: number): string =>
    new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, dateStyle: 'short' }).format(at);
  return ['--from', dayOf(end - THIRTEEN_DAYS_MS), '--to', dayOf(end), '--timezone', ZONE];
}

function beginningOf(text: string): string {
  const lines = text.split('\n').filter((line) => line !== '');
  const more = lines.length - BEGINNING_LINES;
  if (more <= 1) return lines.join('\n');
  return [...lines.slice(0, BEGINNING_LINES), `… ${more} more lines`].join('\n');
}
