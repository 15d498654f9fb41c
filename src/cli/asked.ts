/** What was asked of a report, and the answer, with what an answer in the bare shape does not say itself. */

import { isoOf } from '../report/answer.ts';
import type { EpochMs } from '../model/time.ts';
import type { ReportReads } from '../record/reads.ts';
import type { ReportName } from '../report/registry.ts';
import { runReport } from '../report/run.ts';
import { resolveScope } from '../report/scope.ts';

export interface Asked {
  readonly name: ReportName;
  readonly options: Readonly<Record<string, unknown>>;
  readonly answer: unknown;
  readonly head: Head;
}

/** Range and buckets of an answer. */
export interface Head {
  /** Absent if no range was asked for, which `audience` allows. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly dimension?: string | undefined;
}

/** Runs a report. */
export async function askReport(
  reads: ReportReads,
  name: ReportName,
  options: Readonly<Record<string, unknown>>,
  now: EpochMs,
): Promise<Asked> {
  const answer = await runReport(reads, name, options, now);
  const isBare = !('report' in (answer as object));
  const head = isBare ? await bareHead(reads, answer, options, now) : (answer as Head);
  return { name, options, answer, head };
}

/** The options have answered a report already, so that they make sense. */
async function bareHead(
  reads: ReportReads,
  answer: unknown,
  options: Readonly<Record<string, unknown>>,
  now: EpochMs,
): Promise<Head> {
  const byDefault = Array.isArray(answer) ? 'range' : 'day';
  const { range, buckets } = await resolveScope(reads, options, now, byDefault);
  return { from: isoOf(range.from), to: isoOf(range.to), dimension: buckets.dimension };
}
