/** CSV by RFC 4180 (https://www.rfc-editor.org/rfc/rfc4180), safe to open in a spreadsheet. */

import type { Cell, Row } from './rows.ts';
import { columnsOf } from './rows.ts';

/** Returns a header and a line per row; nothing if there is no row. */
export function toCsv(rows: readonly Row[]): string {
  const columns = columnsOf(rows);
  return columns.length === 0 ? '' : csvHeader(columns) + csvLines(rows, columns);
}

/** Writes rows page by page. The first page names the columns; a later one has no others. */
export async function* csvChunks(pages: AsyncIterable<readonly Row[]>): AsyncGenerator<string> {
  let columns: readonly string[] | undefined;
  for await (const rows of pages) {
    if (rows.length === 0) continue;
    if (!columns) {
      columns = columnsOf(rows);
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

/** A text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection). */
function encode(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  return quoted(/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
