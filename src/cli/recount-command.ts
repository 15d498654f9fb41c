/** `recount`: compares what was counted with the events that are kept, and puts it right. */

import { Command } from 'commander';

import { openRecount } from '../record/open.ts';
import type { Recount, RecountedDay } from '../record/maintenance.ts';
import { recountSpan } from '../runtime/recount-options.ts';
import { showCell } from './cells.ts';
import type { CliIo } from './io.ts';
import { write } from './io.ts';
import { storeOf, withStore } from './store-option.ts';
import { drawTable } from './table.ts';

interface Given {
  readonly from?: string;
  readonly to?: string;
  readonly repair?: true;
  readonly json?: true;
}

export function recountCommand(io: CliIo): Command {
  const command = new Command('recount').description(
    'Compares what was counted with the events that are kept, for the days (UTC) whose events are all kept.',
  );
  withStore(command)
    .option('--from <day>', 'first day, e.g. 2026-10-01 (default: the first that can be compared)')
    .option('--to <day>', 'last day (default: the latest)')
    .option('--repair', 'put right what differs')
    .option('--json', 'the same as JSON, in the shape of `await analytics.recount()`')
    .addHelpText('after', EXAMPLES)
    .action(() => run(command, io));
  return command;
}

async function run(command: Command, io: CliIo): Promise<void> {
  const { json, from, to, repair } = command.opts<Given>();
  const span = recountSpan({ from, to, repair });
  const store = await openRecount(storeOf(command, io));
  try {
    const found = await store.recount(span);
    await write(io.stdout, json ? `${JSON.stringify(found, null, 2)}\n` : recountText(found));
    const left = found.different.filter(({ repaired }) => !repaired).length;
    if (left > 0)
      throw new Error(`${days(left)} ${left === 1 ? 'differs' : 'differ'}: see --repair`);
  } finally {
    await store.close();
  }
}

const COLUMNS = ['day (UTC)', 'table', 'rows', 'by events', 'differ', ''] as const;

function recountText({ completeFrom, compared, partial, different }: Recount): string {
  if (completeFrom === undefined) return 'there are no events to compare with\n';
  const parts = [`${days(compared)} compared; all events are kept since ${completeFrom}\n`];
  if (partial.length > 0) {
    parts.push(`left out, as events were erased: ${partial.join(', ')}\n`);
  }
  if (different.length === 0) parts.push('what was counted is what the events add up to\n');
  else parts.push(drawTable(COLUMNS, different.flatMap(linesOf), IS_TEXT));
  return parts.join('');
}

const IS_TEXT = [true, true, false, false, false, true];

function linesOf({ day, repaired, tables }: RecountedDay): readonly string[][] {
  return tables.map(({ table, found, expected, different }) => [
    day,
    table,
    ...[found, expected, different].map((rows) => showCell(rows, '')),
    repaired ? 'repaired' : '',
  ]);
}

function days(count: number): string {
  return `${showCell(count, '')} ${count === 1 ? 'day' : 'days'}`;
}

const EXAMPLES = `
Examples:
  $ botbuilder-analytics recount --store ./bot-analytics.db
  $ botbuilder-analytics recount --from 2026-10-01 --to 2026-10-31 --json --store ./bot-analytics.db
  $ botbuilder-analytics recount --repair --store ./bot-analytics.db

Compared are counters, labels, active users, response times, phrases and the marks of sessions; the sums
of users and of sessions, and handovers, which go over several days, are not. The bot may run meanwhile:
its recording waits while a day is put right. Exit code 1 if days differ and were not put right.`;
