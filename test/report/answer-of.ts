/** Asks one report about a history. */

import type { Report } from '../../src/report/question.ts';
import type { ReportReads } from '../../src/record/reads.ts';
import type { Moment } from './history.ts';
import { readsOf } from './reads-of.ts';

/** What a report is asked, and when. */
export interface Asked {
  readonly options?: object;
  readonly now: number;
}

/** Records the history and returns what the report says of it. */
export async function answerOf<Answer>(
  report: Report,
  history: readonly Moment[],
  asked: Asked,
): Promise<Answer> {
  return answerFrom<Answer>(report, await readsOf(history), asked);
}

/** Returns what the report says of what was recorded. */
export async function answerFrom<Answer>(
  { schema, run }: Report,
  reads: ReportReads,
  { options = {}, now }: Asked,
): Promise<Answer> {
  return (await run(reads, schema.parse(options) as never, now)) as Answer;
}
