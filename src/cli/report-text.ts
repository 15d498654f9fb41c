/** A report for people: what was asked, the data, the summary, and what was left out. */

import { zoneNamed } from '../report/zone.ts';
import { isTextColumn, showCell } from './cells.ts';
import type { Row } from './data-rows.ts';
import { columnsOf, dataRows } from './data-rows.ts';
import { showDates } from './dates.ts';
import { foldEmptyRows } from './empty-rows.ts';
import { summaryText } from './summary-text.ts';
import { drawTable } from './table.ts';
import { titleOf } from './title.ts';

/** What was asked, and the answer. */
export interface Asked {
  readonly name: string;
  readonly options: { readonly timezone?: string };
  readonly answer: unknown;
}

export function reportText({ name, options, answer }: Asked): string {
  const zone = zoneNamed(options.timezone ?? 'UTC');
  const rows = dataRows(answer);
  const parts = [
    `${titleOf({ name, options, answer, zone })}\n`,
    rows.length > 0 ? dataTable(showDates(rows, zone)) : 'no rows\n',
    summaryText(answer),
  ];
  const hint = hiddenHint(answer);
  return [...parts, ...(hint ? [`${hint}\n`] : [])].filter((part) => part !== '').join('\n');
}

/** Returns the line that says how much test traffic an answer hides, if it hides any. */
export function hiddenHint(answer: unknown): string | undefined {
  const { testHidden } = answer as { readonly testHidden?: number };
  if (testHidden === undefined) return undefined;
  const messages = testHidden === 1 ? '1 message' : `${testHidden.toLocaleString('en')} messages`;
  const them = testHidden === 1 ? 'it' : 'them';
  return `${messages} of test traffic hidden; show ${them} with --include-test`;
}

function dataTable(rows: readonly Row[]): string {
  const columns = columnsOf(rows);
  const isText = columns.map((column) => isTextColumn(rows.map((row) => row[column] ?? null)));
  const lines = foldEmptyRows(rows).map((row) =>
    columns.map((column) => showCell(row[column], column)),
  );
  return drawTable(columns, lines, isText);
}
