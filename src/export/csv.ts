/** CSV by RFC 4180 (https://www.rfc-editor.org/rfc/rfc4180), safe to open in a spreadsheet. */

import type { Cell, Row, Table } from './rows.ts';
import { columnsOf } from './rows.ts';

/** Returns a header and a line per row; nothing if there is no column. */
export function toCsv(rows: readonly Row[], columns: readonly string[] = columnsOf(rows)): string {
  return columns.length === 0 ? '' : csvHeader(columns) + csvLines(rows, columns);
}

/** Writes rows page by page, under the columns of the first page; there is a header also where there are no rows. */
export async function* csvChunks(pages: AsyncIterable<Table>): AsyncGenerator<string> {
  let columns: readonly string[] = [];
  for await (const { rows, columns: own } of pages) {
    if (columns.length === 0 && own.length > 0) {
      columns = own;
      yield csvHeader(columns);
    }
    for (let i = 0; i < rows.length; i += CHUNK_ROWS) {
      yield csvLines(rows.slice(i, i + CHUNK_ROWS), columns);
    }
  }
}

/** Rows that are written at once: what a reader that is slow lets pile up. */
const CHUNK_ROWS = 1_000;

function csvLines(rows: readonly Row[], columns: readonly string[]): string {
  return rows.map((row) => csvLine(columns.map((column) => row[column] ?? null))).join('');
}

/** Names of columns are ours: `+1` of a cohort stays as it is. */
function csvHeader(columns: readonly string[]): string {
  return `${columns.map(quoted).join(',')}\r\n`;
}

function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(encode).join(',')}\r\n`;
}

/**
 * A text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection).
 * So does a part of a text where a spreadsheet may begin a cell that divides at `;` or tabs, as many do outside
 * of English: quotes in the middle of what it takes for a cell do not hold it back.
 */
function encode(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return quoted(text.replace(INNER_FORMULA, `$1'`));
}

const FORMULA = /^[=+\-@＝＋－＠\t\r\n]/;
const INNER_FORMULA = /([;\t\r\n][\s"]*)(?=[=+\-@＝＋－＠])/g;

function quoted(text: string): string {
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
