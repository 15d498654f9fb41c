/** Asks for reports with an end to it, and without the texts of users for those who may not read them. */

import { SECOND_MS } from '../../model/time.ts';
import type { ReportName } from '../../report/registry.ts';
import { within } from '../../runtime/within.ts';
import type { Identified } from '../auth/visitor.ts';
import { may } from '../auth/visitor.ts';
import { refusal } from '../problem.ts';
import type { Site } from '../site.ts';

/** Longest time of a report, and of an export. */
const REPORT_MS = 5 * SECOND_MS;
const EXPORT_MS = 60 * SECOND_MS;

/** Answers a report as somebody may see it. @throws AnalyticsError as the report, RequestProblem `TOO_SLOW` */
export function askReport(
  { ports }: Site,
  visitor: Identified,
  { name, options }: { readonly name: ReportName; readonly options: unknown },
): Promise<unknown> {
  const withTexts = may(visitor, 'transcripts:read');
  return inTime(REPORT_MS, ports.report(name, options, { withTexts }));
}

/** Waits for an export. @throws RequestProblem `TOO_SLOW` */
export function inExportTime<Result>(promise: Promise<Result>): Promise<Result> {
  return inTime(EXPORT_MS, promise);
}

async function inTime<Result>(limitMs: number, promise: Promise<Result>): Promise<Result> {
  const answered = await within(
    limitMs,
    promise.then((value) => ({ value })),
  );
  if (answered) return answered.value;
  throw refusal(
    'TOO_SLOW',
    `The answer took more than ${limitMs / SECOND_MS} s: ask for a shorter range, or again in a while.`,
    { headers: { 'retry-after': '5' } },
  );
}
