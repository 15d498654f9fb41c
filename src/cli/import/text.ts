/** What an import says when it is done. */

import { showCell } from '../cells.ts';
import type { Forwarded } from './forwarding.ts';
import type { ImportSummary } from './run.ts';
import { drawTable } from '../table.ts';

const ROWS = ['files', 'bad', 'activities', 'turns', 'facts', 'stored', 'duplicates'] as const;
const COLUMNS = ['delivered', 'pending', 'expired', 'dead'] as const;

/** Draws the summary, and what became of the events if they were forwarded. */
export function importText(
  summary: ImportSummary,
  forwarded: Readonly<Record<string, Forwarded>> | undefined,
): string {
  const dropped = Object.entries(summary.dropped).map(([reason, count]) => [
    `dropped: ${reason}`,
    showCell(count, ''),
  ]);
  const lines = [...ROWS.map((name) => [name, showCell(summary[name], name)]), ...dropped];
  const parts = [drawTable(['imported', ''], lines, [true, false])];
  if (forwarded) parts.push(forwardedTable(forwarded));
  return parts.join('\n');
}

function forwardedTable(forwarded: Readonly<Record<string, Forwarded>>): string {
  const lines = Object.entries(forwarded).map(([name, counts]) => [
    name,
    ...COLUMNS.map((column) => showCell(counts[column], column)),
  ]);
  return drawTable(['events of', ...COLUMNS], lines, [true, ...COLUMNS.map(() => false)]);
}

/** Why an import failed as a whole or in part; none if all was done. */
export function importProblems(
  { files, unreadable, withoutActivity }: ImportSummary,
  forwarded: Readonly<Record<string, Forwarded>> = {},
): readonly string[] {
  const problems: string[] = [];
  if (unreadable > 0) problems.push(`${unreadable} of ${files} files could not be read`);
  if (withoutActivity > 0) problems.push(`${withoutActivity} of ${files} files hold no activity`);
  for (const [name, { state, pending }] of Object.entries(forwarded)) {
    if (state === 'paused') problems.push(`${name} refuses what it is sent: see above`);
    if (pending > 0) problems.push(`${showCell(pending, '')} events wait for ${name}`);
  }
  return problems;
}

/** What a person should know about the numbers, line by line. */
export function importHints({ withoutTime, testTurns }: ImportSummary): readonly string[] {
  const hints: string[] = [];
  if (withoutTime > 0) {
    hints.push(
      `${showCell(withoutTime, '')} activities have no time of their own: each got that of the one before it`,
    );
  }
  if (testTurns > 0) {
    hints.push(
      `${showCell(testTurns, '')} turns are test traffic (the Emulator): reports leave it out without --include-test`,
    );
  }
  return hints;
}
