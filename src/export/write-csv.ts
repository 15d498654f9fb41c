/** CSV: a file per report, and of several one more with their summaries. */

import { join } from 'node:path';

import { csvChunks } from './csv.ts';
import { isFolder, makeFolder, writeFileAtOnce } from './files.ts';
import type { ExportRequest, ExportedReport, Job, Written } from './job.ts';
import { isOne, unanswered, written } from './job.ts';
import type { Row, Table } from './rows.ts';
import { columnsOf } from './rows.ts';
import type { Source } from './source.ts';
import { rowPages } from './source.ts';
import { summaryRows } from './summary-rows.ts';

/** Name of the file with the summaries. */
const SUMMARY = 'summary';

export async function writeCsv({ request, sources, store }: Job): Promise<Written> {
  const pathOf = await csvPaths(request);
  const reports: ExportedReport[] = [];
  const summary: Row[] = [];
  for await (const source of sources) {
    if ('problem' in source) {
      reports.push(unanswered(source));
    } else {
      reports.push(await writeReport(source, pathOf(source.planned.report), store));
      for (const row of summaryRows(source.planned.report, source.first)) summary.push(row);
    }
  }
  const files = reports.flatMap(({ file }) => file ?? []);
  if (isOne(request) || summary.length === 0) return { files, reports };
  await writeFileAtOnce(pathOf(SUMMARY), csvChunks(onePage(summary)), store);
  return { files: [...files, pathOf(SUMMARY)], reports };
}

async function writeReport(
  source: Source,
  path: string,
  store: string | undefined,
): Promise<ExportedReport> {
  let count = 0;
  const pages = rowPages(source, (rows) => void (count += rows.length));
  await writeFileAtOnce(path, csvChunks(pages), store);
  return written(source, path, count);
}

/** One report is a file, or in a folder that is there a file of its name; several are a folder. */
async function csvPaths(request: ExportRequest): Promise<(name: string) => string> {
  const { path } = request;
  const isInside = !isOne(request) || (await isFolder(path));
  if (!isOne(request)) await makeFolder(path);
  return (name) => (isInside ? join(path, `${name}.csv`) : path);
}

async function* onePage(rows: readonly Row[]): AsyncGenerator<Table> {
  yield await Promise.resolve({ columns: columnsOf(rows), rows });
}
