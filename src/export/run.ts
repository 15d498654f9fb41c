/** Writes reports into files: a workbook, a JSON file, or CSV files. */

import type { EpochMs } from '../model/time.ts';
import { REPORT_NAMES } from '../report/registry.ts';
import { checkName } from '../report/run.ts';
import type { ExportFormat, ExportRequest, ExportResult, Job, Written } from './job.ts';
import type { Ask } from './pages.ts';
import { planExport } from './plan.ts';
import { sourcesOf } from './source.ts';
import { writeCsv } from './write-csv.ts';
import { writeJson } from './write-json.ts';
import { writeXlsx } from './write-xlsx.ts';

const WRITERS: Readonly<Record<ExportFormat, (job: Job) => Promise<Written>>> = {
  json: writeJson,
  csv: writeCsv,
  xlsx: writeXlsx,
};

/** What an export works with. */
export interface ExportDeps {
  readonly ask: Ask;
  readonly now: EpochMs;
  /** Path of the store, which is never written over. */
  readonly store?: string | undefined;
}

/**
 * Exports reports.
 * @throws AnalyticsError `UNKNOWN_REPORT`, `INVALID_REPORT_OPTIONS`, `EXPORT_UNWRITABLE`, `EXPORT_TOO_LARGE`,
 *   and what the store throws
 */
export async function runExport(
  { ask, now, store }: ExportDeps,
  request: ExportRequest,
): Promise<ExportResult> {
  const names = [...new Set(request.reports ?? REPORT_NAMES)].map(checkName);
  const planned = planExport(names, request.options);
  const sources = sourcesOf(ask, planned, request.reports === undefined);
  const { files, reports } = await WRITERS[request.format]({ now, store, request, sources });
  return { files, rows: reports.reduce((sum, { rows }) => sum + rows, 0), reports };
}
