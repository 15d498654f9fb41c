/** `GET /api/export`: reports as a file. */

import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import { optionsOf } from '../../export/option-kinds.ts';
import type { ExportFormat } from '../../export/job.ts';
import { EXPORT_FORMATS } from '../../export/job.ts';
import type { ReportName } from '../../report/registry.ts';
import { REPORT_NAMES } from '../../report/registry.ts';
import type { Identified } from '../auth/visitor.ts';
import { may } from '../auth/visitor.ts';
import { refusal } from '../problem.ts';
import type { Site } from '../site.ts';
import { inExportTime } from './asking.ts';
import { optionsFrom } from './query.ts';
import { reportNamed } from './report-name.ts';

const TYPES: Readonly<Record<ExportFormat, string>> = {
  json: 'application/json',
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** A file that is answered, and gone when it has been read. */
export interface ExportedFile {
  readonly body: ReadableStream<Uint8Array>;
  readonly bytes: number;
  readonly type: string;
  readonly name: string;
  readonly reports: readonly string[];
}

/** @throws AnalyticsError as `analytics.export`; RequestProblem if it makes no sense over HTTP */
export async function exportedFile(
  site: Site,
  visitor: Identified,
  query: URLSearchParams,
): Promise<ExportedFile> {
  const { reports, format, options } = wanted(query);
  const folder = await mkdtemp(join(tmpdir(), 'bot-analytics-export-'));
  const gone = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const name = `${reports?.length === 1 ? reports[0] : 'reports'}.${format}`;
    const to = join(folder, name);
    const withTexts = may(visitor, 'transcripts:read');
    const job = { ...options, ...(reports && { reports }), format, to };
    const exporting = site.ports.export(job, { withTexts });
    const { reports: exported } = await inExportTime(exporting).catch(async (error: unknown) => {
      void exporting.catch(() => undefined).then(gone); // it goes on writing
      throw error;
    });
    const { size } = await stat(to);
    const file = createReadStream(to);
    file.once('close', () => void gone());
    return {
      body: Readable.toWeb(file) as ReadableStream<Uint8Array>,
      bytes: size,
      type: TYPES[format],
      name,
      reports: exported.map((each) => each.report),
    };
  } catch (error) {
    await gone();
    throw error;
  }
}

interface Wanted {
  readonly reports: readonly ReportName[] | undefined;
  readonly format: ExportFormat;
  readonly options: Readonly<Record<string, unknown>>;
}

function wanted(query: URLSearchParams): Wanted {
  const { reports: named, format: given, ...rest } = namesOf(query);
  const format = EXPORT_FORMATS.find((each) => each === given);
  if (!format) {
    const detail = `format must be one of ${EXPORT_FORMATS.join(', ')}`;
    throw refusal('INVALID_OPTIONS', detail, {
      field: 'format',
      value: given,
      allowed: EXPORT_FORMATS,
    });
  }
  const reports = named?.map(reportNamed);
  if (format === 'csv' && reports?.length !== 1) {
    throw refusal('INVALID_OPTIONS', 'csv is of one report: name it as `reports`, or take xlsx', {
      field: 'reports',
      allowed: REPORT_NAMES,
    });
  }
  return { reports, format, options: optionsOfAll(reports ?? REPORT_NAMES, rest.query) };
}

function namesOf(query: URLSearchParams): {
  readonly reports: readonly string[] | undefined;
  readonly format: string | undefined;
  readonly query: URLSearchParams;
} {
  const rest = new URLSearchParams(query);
  rest.delete('reports');
  rest.delete('format');
  const named = query.getAll('reports').flatMap((text) => text.split(','));
  return {
    reports: named.length > 0 ? named : undefined,
    format: query.get('format') ?? undefined,
    query: rest,
  };
}

/** Each option as the first report reads it that has one of its name; `to` is called `until` by exports. */
function optionsOfAll(
  reports: readonly ReportName[],
  query: URLSearchParams,
): Readonly<Record<string, unknown>> {
  const entries = [...new Set(query.keys())].map((name): [string, unknown] => {
    const report = reports.find((each) => Object.hasOwn(optionsOf(each), name)) ?? 'users';
    const own = new URLSearchParams(
      query.getAll(name).map((value): [string, string] => [name, value]),
    );
    return [name === 'to' ? 'until' : name, optionsFrom(report, own)[name]];
  });
  return Object.fromEntries(entries);
}
