/** Puts a question to a report over a history, as the door to all reports does. */

import { issuesOf } from '../../src/report/issues.ts';
import type { Report } from '../../src/report/question.ts';
import { answerFrom } from './answer-of.ts';
import type { Moment } from './history.ts';
import { readsOf } from './reads-of.ts';

/** Returns a function that asks the report about the history, at `now`. */
export async function asking<Options extends object, Answer>(
  report: Report,
  history: readonly Moment[],
  now: number,
): Promise<(options: Options) => Promise<Answer>> {
  const reads = await readsOf(history);
  return (options) => answerFrom<Answer>(report, reads, { options, now });
}

/** Returns what is wrong with the options: `name problem`. */
export function problemsOf({ schema }: Report, options: unknown): readonly string[] {
  const parsed = schema.safeParse(options);
  if (parsed.success) return [];
  return issuesOf(parsed.error, options, Object.keys(schema.shape)).map(
    ({ path, problem }) => `${path} ${problem}`,
  );
}
