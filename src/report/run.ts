/** The one door to all reports: names and options come from outside and are checked here. */

import { AnalyticsError } from '../model/errors.ts';
import { present } from '../model/present.ts';
import type { EpochMs } from '../model/time.ts';
import type { ReportReads } from '../record/reads.ts';
import { closest } from './closest.ts';
import { invalidOptions, issuesOf } from './issues.ts';
import type { ReportName } from './registry.ts';
import { REPORT_NAMES, REPORTS, isReportName } from './registry.ts';
import type { Report } from './question.ts';

/**
 * Answers a report, as plain JSON.
 *
 * @param options what the caller gave; `undefined` = all defaults
 * @throws AnalyticsError `UNKNOWN_REPORT` (`details.allowed`: the names), or `INVALID_REPORT_OPTIONS`
 *   (`details.issues`: `{ path, value?, problem, allowed? }`, one per wrong option)
 */
export async function runReport(
  reads: ReportReads,
  name: string,
  options: unknown,
  now: EpochMs,
): Promise<unknown> {
  const { schema, run }: Report = REPORTS[checkName(name)];
  const parsed = schema.safeParse(options ?? {});
  if (!parsed.success) {
    throw invalidOptions(issuesOf(parsed.error, options, Object.keys(schema.shape)));
  }
  return run(reads, parsed.data as never, now);
}

/** @throws AnalyticsError `UNKNOWN_REPORT` with the nearest name */
export function checkName(name: string): ReportName {
  if (isReportName(name)) return name;
  const nearest = closest(name, REPORT_NAMES);
  const hint = nearest ? ` (did you mean "${nearest}"?)` : '';
  const problem = `there is no report "${name}"${hint}: ${REPORT_NAMES.join(', ')}`;
  throw new AnalyticsError('UNKNOWN_REPORT', problem, {
    details: { allowed: REPORT_NAMES, ...present({ nearest }) },
  });
}
