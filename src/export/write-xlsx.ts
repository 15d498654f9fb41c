/** XLSX: one workbook with a sheet per report. */

import { writeFileAtOnce } from './files.ts';
import type { ExportedReport, Job, Written } from './job.ts';
import { unanswered, written } from './job.ts';
import type { Row, Table } from './rows.ts';
import type { Sheet } from './sheets.ts';
import { sheetMeter } from './sheets.ts';
import type { Source } from './source.ts';
import { rowPages } from './source.ts';
import type { Filled } from './workbook.ts';
import { sheetsOf } from './workbook.ts';

export async function writeXlsx({ request, sources, now, store }: Job): Promise<Written> {
  const reports: ExportedReport[] = [];
  const filled: Filled[] = [];
  const meter = sheetMeter();
  for await (const source of sources) {
    const { report, options, leftOut } = source.planned;
    if ('problem' in source) {
      reports.push(unanswered(source));
      filled.push({ report, options, leftOut, columns: [], rows: [], problem: source.problem });
    } else {
      const table = await wholeTable(source, meter);
      const done = written(source, request.path, table.rows.length);
      reports.push(done);
      filled.push({ report, options, leftOut, ...table, answer: source.first, cut: done.cut });
    }
  }
  const bytes = await workbookBytes(sheetsOf(filled, { now, options: request.options }));
  await writeFileAtOnce(request.path, [bytes], store);
  return { files: [request.path], reports };
}

async function wholeTable(source: Source, meter: ReturnType<typeof sheetMeter>): Promise<Table> {
  const all: Row[] = [];
  let columns: readonly string[] = [];
  const pages = rowPages(source, (rows) => meter(source.planned.report, all.length, rows));
  for await (const { rows, columns: own } of pages) {
    if (columns.length === 0) columns = own;
    for (const row of rows) all.push(row);
  }
  return { columns, rows: all };
}

/** The package is loaded when it is needed: most bots never write a workbook. */
async function workbookBytes(sheets: readonly Sheet[]): Promise<Uint8Array> {
  const { default: writeExcelFile } = await import('write-excel-file/node');
  return writeExcelFile([...sheets]).toBuffer();
}
