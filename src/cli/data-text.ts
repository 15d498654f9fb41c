/** The data of a report as a table; on a terminal with bars, and no wider than it. */

import { reportColumns } from '../export/report-columns.ts';
import type { Row, Table } from '../export/rows.ts';
import { columnsOf } from '../export/rows.ts';
import type { ReportName } from '../report/registry.ts';
import type { Zone } from '../report/time/zone.ts';
import { bar, BAR_COLUMNS, highest } from './bars.ts';
import { isTextColumn, showCell } from './cells.ts';
import { showDates } from './dates.ts';
import { foldEmptyRows } from './empty-rows.ts';
import { fitColumns, lineWidth } from './fit.ts';
import { barColumnsOf } from './report-list.ts';
import type { Screen } from './screen.ts';
import { columnWidths, drawTable } from './table.ts';
import { isWeek, weekText } from './week-map.ts';
import { shortened } from './width.ts';

/** Draws the rows of a report. */
export function dataText(
  rows: readonly Row[],
  asked: {
    readonly name: ReportName;
    readonly options: Readonly<Record<string, unknown>>;
    readonly zone: Zone;
    readonly screen: Screen;
  },
): string {
  const { name, options, zone, screen } = asked;
  if (rows.length === 0) return 'no rows\n';
  if (isWeek(rows)) return weekText(rows, screen);
  const shown = showDates(rows, zone);
  const known = new Set(columnsOf(rows));
  const columns = reportColumns(name, options, rows).filter((column) => known.has(column));
  return columnsTable({ columns, rows: shown }, barColumnOf(name, shown), screen);
}

/** Draws rows as a table; `barred` names the column that a terminal shows as bars. */
export function rowsTable(
  rows: readonly Row[],
  barred: string | undefined,
  screen: Screen,
): string {
  return columnsTable({ columns: columnsOf(rows), rows }, barred, screen);
}

function columnsTable(
  { columns, rows }: Table,
  barred: string | undefined,
  screen: Screen,
): string {
  const drawn = foldEmptyRows(rows).map((row) => ({
    row,
    cells: columns.map((column) => showCell(row[column], column)),
  }));
  const lines = drawn.map(({ cells }) => cells);
  const isText = columns.map((column) => isTextColumn(rows, column));
  if (!screen.isTerminal) return drawTable(columns, lines, isText);
  const widths = columnWidths([columns, ...lines]);
  if (barred === undefined || lineWidth([...widths, BAR_COLUMNS]) > screen.columns) {
    return fittedTable(columns, lines, { isText, widths, rows, room: screen.columns });
  }
  const most = highest(rows.map((row) => Number(row[barred])));
  const bars = drawn.map(({ row, cells }) => [...cells, bar(Number(row[barred]), most)]);
  // beside its column a bar needs no name
  const header = columns.at(-1) === barred ? '' : barred;
  return drawTable([...columns, header], bars, [...isText, true]);
}

/** Draws what a terminal has room for. */
function fittedTable(
  columns: readonly string[],
  lines: readonly (readonly string[])[],
  known: {
    readonly isText: readonly boolean[];
    readonly widths: readonly number[];
    readonly rows: readonly Row[];
    readonly room: number;
  },
): string {
  const { isText, widths, rows, room } = known;
  const fitted = fitColumns(
    columns.map((name, i) => ({
      name,
      width: widths[i] ?? 0,
      isText: isText[i] ?? false,
      isEmpty: isEmptyColumn(rows, name),
    })),
    room,
  );
  const fit = (cells: readonly string[]): readonly string[] =>
    fitted.map(({ index, width }) => shortened(cells[index] ?? '', width));
  const table = drawTable(
    fit(columns),
    lines.map(fit),
    fitted.map(({ index }) => isText[index] ?? false),
  );
  const cut = columns.length - fitted.length;
  if (cut === 0) return table;
  return `${table}… and ${cut} more ${cut === 1 ? 'column' : 'columns'}: --csv has them all\n`;
}

function isEmptyColumn(rows: readonly Row[], column: string): boolean {
  return rows.every((row) => (row[column] ?? null) === null);
}

/** The column that says most about the rows of a report, if it is one of numbers. */
export function barColumnOf(name: string, rows: readonly Row[]): string | undefined {
  return barColumnsOf(name).find((column) => rows.some((row) => typeof row[column] === 'number'));
}
