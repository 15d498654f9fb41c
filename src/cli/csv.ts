/** CSV by RFC 4180 (https://www.rfc-editor.org/rfc/rfc4180), safe to open in a spreadsheet. */

import type { Cell, Row } from './data-rows.ts';
import { columnsOf } from './data-rows.ts';

/** Returns a header and a line per row; nothing if there is no row. */
export function toCsv(rows: readonly Row[]): string {
  const columns = columnsOf(rows);
  if (columns.length === 0) return '';
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? null))];
  return lines.map((cells) => `${cells.map(encode).join(',')}\r\n`).join('');
}

/** A text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection). */
function encode(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
