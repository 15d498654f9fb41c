/** The data of a report as a table; on a terminal with bars, and no wider than it. */

import type { Row } from '../export/rows.ts';
import { columnsOf } from '../export/rows.ts';
import type { Zone } from '../report/time/zone.ts';
import { bar, BAR_COLUMNS } from './bars.ts';
import { isTextColumn, showCell } from './cells.ts';
import { showDates } from './dates.ts';
import { foldEmptyRows } from './empty-rows.ts';
import { barColumnsOf } from './report-list.ts';
import type { Screen } from './screen.ts';
import { drawTable } from './table.ts';
import { isWeek, weekText } from './week-map.ts';

/** Draws the rows of a report. */
export function dataText(
  rows: readonly Row[],
  asked: { readonly name: string; readonly zone: Zone; readonly screen: Screen },
): string {
  const { name, zone, screen } = asked;
  if (rows.length === 0) return 'no rows\n';
  if (isWeek(rows)) return weekText(rows, screen);
  const shown = showDates(rows, zone);
  return rowsTable(shown, barColumnOf(name, shown), screen);
}

/** Draws rows as a table; `barred` names the column that a terminal shows as bars. */
export function rowsTable(
  rows: readonly Row[],
  barred: string | undefined,
  screen: Screen,
): string {
  const columns = columnsOf(rows);
  const drawn = foldEmptyRows(rows).map((row) => ({
    row,
    cells: columns.map((column) => showCell(row[column], column)),
  }));
  const isText = columns.map((column) => isTextColumn(rows.map((row) => row[column] ?? null)));
  const fitting = screen.isTerminal ? fittingColumns(columns, drawn, screen) : columns.length;
  const cut = columns.length - fitting;
  const lines = drawn.map(({ cells }) => cells.slice(0, fitting));
  const width = lineWidth(columns, lines, fitting);
  const note = cut > 0 ? `… and ${cut} more columns: --csv has them all\n` : '';
  if (barred === undefined || !screen.isTerminal || width + 2 + BAR_COLUMNS > screen.columns) {
    return drawTable(columns.slice(0, fitting), lines, isText.slice(0, fitting)) + note;
  }
  const most = Math.max(...rows.map((row) => Number(row[barred])));
  const bars = drawn.map(({ row, cells }) => [...cells, bar(Number(row[barred]), most)]);
  // beside its column a bar needs no name
  const header = columns.at(-1) === barred ? '' : barred;
  return drawTable([...columns, header], bars, [...isText, true]);
}

/** The column that says most about the rows of a report, if it is one of numbers. */
export function barColumnOf(name: string, rows: readonly Row[]): string | undefined {
  return barColumnsOf(name).find((column) => rows.some((row) => typeof row[column] === 'number'));
}

/** How many columns a line has room for: the first at least. */
function fittingColumns(
  columns: readonly string[],
  drawn: readonly { readonly cells: readonly string[] }[],
  screen: Screen,
): number {
  const lines = drawn.map(({ cells }) => cells);
  let fitting = columns.length;
  while (fitting > 1 && lineWidth(columns, lines, fitting) > screen.columns) fitting--;
  return fitting;
}

function lineWidth(
  columns: readonly string[],
  lines: readonly (readonly string[])[],
  count: number,
): number {
  const widths = columns
    .slice(0, count)
    .map((column, i) => Math.max(column.length, ...lines.map((cells) => cells[i]?.length ?? 0)));
  return widths.reduce((sum, width) => sum + width + 2, -2);
}
