/** A report for people: what was asked, the data, the summary, and what was left out. */

import { groupOf } from '../export/report-columns.ts';
import type { Row } from '../export/rows.ts';
import { dataRows } from '../export/rows.ts';
import { zoneOf } from '../report/time/zone.ts';
import type { Asked } from './asked.ts';
import { sparkline } from './bars.ts';
import { showCell } from './cells.ts';
import { barColumnOf, dataText } from './data-text.ts';
import type { Screen } from './screen.ts';
import { summaryText } from './summary-text.ts';
import { titleOf } from './title.ts';

export function reportText({ name, options, answer, head }: Asked, screen: Screen): string {
  const zone = zoneOf(options);
  const rows = dataRows(answer, groupOf(options));
  const title = titleOf({ name, options, head, zone });
  const parts = [
    `${title}${screen.isTerminal ? trend(name, rows, screen.columns - title.length - 2) : ''}\n`,
    ...chatsText(answer, { name, options, zone, screen }),
    dataText(rows, { name, options, zone, screen }),
    summaryText(answer, groupOf(options), screen),
    hints(answer)
      .map((hint) => `${hint}\n`)
      .join(''),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** Returns what an answer says besides its numbers, and how to see what it leaves out. */
export function hints(answer: unknown): readonly string[] {
  const { hint, nextCursor, testHidden, report } = answer as {
    readonly report?: string;
    readonly hint?: string;
    readonly nextCursor?: string;
    readonly testHidden?: number;
  };
  return [
    ...(hint ? [hint] : []),
    ...(nextCursor ? [`more rows: --cursor ${nextCursor}; all of them: export, or --out`] : []),
    ...(testHidden === undefined
      ? []
      : [hiddenHint(testHidden, report === 'audience' ? 'user' : 'message')]),
  ];
}

function hiddenHint(count: number, noun: string): string {
  const what = count === 1 ? `1 ${noun}` : `${count.toLocaleString('en')} ${noun}s`;
  const them = count === 1 ? 'it' : 'them';
  return `${what} of test traffic hidden; show ${them} with --include-test`;
}

/** What stands before the rows if these are chats: the series, and how many chats there are. */
function chatsText(answer: unknown, asked: Parameters<typeof dataText>[1]): readonly string[] {
  const { chats, ...series } = answer as {
    readonly chats?: { readonly filter: string; readonly count: number };
  };
  if (!chats) return [];
  const { filter, count } = chats;
  const sessions = count === 1 ? '1 session' : `${showCell(count, 'count')} sessions`;
  const { chats: _, ...options } = asked.options;
  const rows = dataRows(series, groupOf(options));
  return [dataText(rows, { ...asked, options }), `${filter}: ${sessions}\n`];
}

/** Buckets that are too few for a line. */
const FEWEST = 3;

/** The course of a series in one line. */
function trend(name: string, rows: readonly Row[], room: number): string {
  const column = barColumnOf(name, rows);
  const dates = new Set(rows.map(({ date }) => date));
  const isSeries = !dates.has(undefined) && dates.size === rows.length;
  if (column === undefined || !isSeries || rows.length < FEWEST || room < FEWEST) return '';
  const line = sparkline(
    rows.map((row) => Number(row[column] ?? 0)),
    room,
  );
  return line === '' ? '' : `  ${line}`;
}
