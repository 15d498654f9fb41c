/** Rows as sheets of a workbook: real numbers and dates, a header that stays, nothing that could be a formula. */

import type { SheetData, Sheet as FileSheet } from 'write-excel-file/node';

import { AnalyticsError } from '../model/errors.ts';
import { DAY_MS } from '../model/time.ts';
import type { Zone } from '../report/time/zone.ts';
import { localOf } from '../report/time/zone.ts';
import type { ColumnKind } from './columns.ts';
import { headerOf, kindOf } from './columns.ts';
import type { Cell, Row, Table } from './rows.ts';
import { columnsOf } from './rows.ts';

export type Sheet = FileSheet<never>;

type SheetCell = SheetData[number][number];

/** Rows of a sheet, its header not counted (https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3). */
const MAX_ROWS = 1_048_575;

/** Cells of a workbook: it is put together in memory, where a million takes about half a gigabyte. */
const MAX_CELLS = 1_500_000;

/** Characters of a cell. */
const MAX_TEXT = 32_767;

const HEAD = { fontWeight: 'bold' } as const;

/** Makes a sheet of rows; dates are the readings of the zone's clocks, since a spreadsheet knows no zones. */
export function sheetOf(name: string, { columns, rows }: Table, zone: Zone): Sheet {
  const kinds = columns.map(kindOf);
  const formats = columns.map((column, i) => dateFormat(column, kinds[i], rows, zone));
  const data: SheetData = [
    columns.map((column) => textCell(headerOf(column), HEAD)),
    ...rows.map((row) => columns.map((column, i) => cellOf(row[column] ?? null, zone, formats[i]))),
  ];
  return { sheet: name, data, stickyRowsCount: 1, columns: columns.map((c) => widthOf(c, rows)) };
}

/**
 * Counts the cells that a workbook is to have, and refuses more than it can take.
 * The meter is told of a page of a report that has `before` rows already.
 */
export function sheetMeter(): (report: string, before: number, page: readonly Row[]) => void {
  let cells = 0;
  return (report, before, page) => {
    const rows = before + page.length;
    cells += page.length * columnsOf(page.slice(0, 1)).length;
    if (rows <= MAX_ROWS && cells <= MAX_CELLS) return;
    const problem =
      rows > MAX_ROWS
        ? `"${report}" has more rows than a sheet can have (${MAX_ROWS.toLocaleString('en')})`
        : `with "${report}" the workbook has more than ${MAX_CELLS.toLocaleString('en')} cells`;
    throw new AnalyticsError('EXPORT_TOO_LARGE', problem, { details: { report } });
  };
}

/** A text is a text: what begins with `=` is none of the sheet's formulas. */
export function textCell(text: string, style: object = {}): SheetCell {
  const value = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text;
  return { ...style, value, type: String };
}

function cellOf(cell: Cell, zone: Zone, format: string | undefined): SheetCell {
  if (cell === null) return null;
  if (typeof cell === 'number') return { value: cell, type: Number };
  if (typeof cell === 'boolean') return { value: cell, type: Boolean };
  const at = format === undefined ? NaN : Date.parse(cell);
  if (Number.isNaN(at)) return textCell(cell);
  return { value: new Date(localOf(zone, at)), type: Date, ...(format ? { format } : {}) };
}

const DAY_FORMAT = 'yyyy-mm-dd';
const TIME_FORMAT = 'yyyy-mm-dd hh:mm:ss';

/** Begins of buckets are days, unless a day has several. */
function dateFormat(
  column: string,
  kind: ColumnKind | undefined,
  rows: readonly Row[],
  zone: Zone,
): string | undefined {
  if (kind === 'instant') return TIME_FORMAT;
  if (kind !== 'date') return undefined;
  const instants = new Set(rows.map((row) => row[column]));
  const days = new Set(
    [...instants].map((date) => Math.floor(localOf(zone, Date.parse(String(date))) / DAY_MS)),
  );
  return days.size < instants.size ? TIME_FORMAT : DAY_FORMAT;
}

const [NARROWEST, WIDEST] = [8, 60];

/** Rows that are looked at to guess how wide a column is. */
const LOOKED_AT = 200;

function widthOf(column: string, rows: readonly Row[]): { readonly width: number } {
  let width = Math.max(NARROWEST, headerOf(column).length + 1);
  for (const row of rows.slice(0, LOOKED_AT)) {
    width = Math.max(width, shownLength(row[column] ?? null, column));
  }
  return { width: Math.min(WIDEST, width) };
}

function shownLength(cell: Cell, column: string): number {
  if (cell === null) return 0;
  const kind = kindOf(column);
  const text = String(cell);
  return (kind === 'instant' || kind === 'date' ? TIME_FORMAT : text).length + 1;
}
