/** `analytics.export({ … })`: what its options are, and how they are told apart from those of the reports. */

import * as z from 'zod';

import { AnalyticsError } from '../model/errors.ts';
import type { OptionIssue } from '../report/issues.ts';
import { invalidOptions, issuesOf } from '../report/issues.ts';
import type { SessionSeriesOptions } from '../report/options.ts';
import { text } from '../report/options.ts';
import type { ReportName } from '../report/registry.ts';
import type { ExportFormat, ExportRequest, ExportResult } from './job.ts';
import { EXPORT_FORMATS } from './job.ts';
import type { ExportDeps } from './run.ts';
import { runExport } from './run.ts';

/**
 * What to export, and any options of the reports. An option that some of the reports take goes to these, and
 * the result says who was asked without it; one that none of them takes is an error.
 */
export interface ExportOptions extends Omit<SessionSeriesOptions, 'to'> {
  /**
   * Reports by name.
   * @defaultValue all; those that cannot answer with these options are left out, and the result says why
   */
  readonly reports?: readonly ReportName[] | undefined;
  /**
   * `json` = the answer of one report, or an object with the answers by name; `csv` = the data rows (RFC 4180),
   * a file per report, any number of rows; `xlsx` = one workbook with a sheet per report.
   */
  readonly format: ExportFormat;
  /**
   * File to write: replaced if it is there (of a link what it points to), and complete or not there at all.
   * Several reports as `csv` go into a folder of this name, which is made. Into what is no file, such as a
   * pipe, it is written as it comes. The store itself is refused.
   */
  readonly to: string;
  /** End of the range: what reports call `to`. */
  readonly until?: string | Date | undefined;
  /**
   * Most rows of a list.
   * @defaultValue as many as there are, at most a million; of the audience all, in the order in which they
   *   were first known, so that nobody is missed who acts meanwhile
   */
  readonly limit?: number | undefined;
  /** Any other option of the reports. */
  readonly [option: string]: unknown;
}

const ownSchema = z.strictObject({
  reports: z
    .array(text, { error: 'is no list of reports' })
    .min(1, 'is an empty list; leave it out for all reports')
    .optional(),
  format: z.enum(EXPORT_FORMATS),
  to: z.string({ error: 'is no path of a file to write' }).min(1, 'is empty'),
});

/**
 * Exports reports as the bot's code asks for it.
 * @throws AnalyticsError as {@link runExport}; wrong options by the names that they have here
 */
export async function exportReports(deps: ExportDeps, given: unknown): Promise<ExportResult> {
  const request = requestOf(given);
  try {
    return await runExport(deps, request);
  } catch (error) {
    throw inTheseNames(error);
  }
}

function requestOf(given: unknown): ExportRequest {
  const { reports, format, to, until, ...options } = { ...(given as Partial<ExportOptions>) };
  const own = { reports, format, to };
  const parsed = ownSchema.safeParse(own);
  if (!parsed.success) throw invalidOptions(issuesOf(parsed.error, own, Object.keys(own)));
  return {
    reports: parsed.data.reports,
    format: parsed.data.format,
    path: parsed.data.to,
    options: until === undefined ? options : { ...options, to: until },
  };
}

/** The `to` of a report is `until` here. */
function inTheseNames(error: unknown): unknown {
  if (!AnalyticsError.is(error) || error.code !== 'INVALID_REPORT_OPTIONS') return error;
  const { issues } = error.details;
  if (!Array.isArray(issues)) return error;
  const renamed = (issues as readonly OptionIssue[]).map((issue): OptionIssue => ({
    ...issue,
    path: issue.path === 'to' ? 'until' : issue.path,
  }));
  return invalidOptions(renamed);
}
