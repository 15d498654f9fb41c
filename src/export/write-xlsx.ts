/** XLSX: one workbook with a sheet per report. */

import { writeFileAtOnce } from './files.ts';
import type { ExportedReport, Job, Written } from './job.ts';
import { unanswered, written } from './job.ts';
import type { Row } from './rows.ts';
import type { Sheet } from './sheets.ts';
import { sheetMeter } from './sheets.ts';
import type { Source } from './source.ts';
import { rowPages } from './source.ts';
import type { Filled } from './workbook.ts';
import { sheetsOf } from './workbook.ts';

export async function writeXlsx({ request, sources, now }: Job): Promise<Written> {
  const reports: ExportedReport[] = [];
  const filled: Filled[] = [];
  const meter = sheetMeter();
  for await (const source of sources) {
    const { report, options, leftOut } = source.planned;
    if ('problem' in source) {
      reports.push(unanswered(source));
      filled.push({ report, options, leftOut, rows: [], problem: source.problem });
    } else {
      const rows = await allRows(source, meter);
      reports.push(written(source, request.path, rows.length));
      filled.push({ report, options, leftOut, rows, answer: source.first });
    }
  }
  const bytes = await workbookBytes(sheetsOf(filled, { now, options: request.options }));
  await writeFileAtOnce(request.path, [bytes]);
  return { files: [request.path], reports };
}

async function allRows(
  source: Source,
  meter: ReturnType<typeof sheetMeter>,
): Promise<readonly Row[]> {
  const all: Row[] = [];
  const pages = rowPages(source, (page) => meter(source.planned.report, all.length, page));
  for await (const page of pages) for (const row of page) all.push(row);
  return all;
}

/** The package is loaded when it is needed: most bots never write a workbook. */
async function workbookBytes(sheets: readonly Sheet[]): Promise<Uint8Array> {
  const { default: writeExcelFile } = await import('write-excel-file/node');
  return writeExcelFile([...sheets]).toBuffer();
}
