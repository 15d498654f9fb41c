/** The port to a destination that can be asked to erase somebody, and what an answer means for a job. */

import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../model/time.ts';
import type { EpochMs } from '../../model/time.ts';
import type { ErasureChange, ErasureJob } from '../../record/erasure.ts';
import { backoffMs } from '../backoff.ts';

/** What came of one request. Problems hold no credentials. */
export type ErasureAnswer =
  /** It has begun a task, by this name; `isLast`: all that was to be asked is asked. */
  | { readonly outcome: 'asked'; readonly task: string; readonly isLast: boolean }
  /** It has not done all of it yet. */
  | { readonly outcome: 'running' }
  | { readonly outcome: 'done' }
  /** Not now: the same again later. */
  | { readonly outcome: 'retry'; readonly problem: string; readonly afterMs?: number | undefined }
  /** Not as things are: somebody has to mend the settings, or do it by hand. */
  | { readonly outcome: 'refused'; readonly problem: string };

/** Makes the next request of a job: it asks, or looks what has become of it. Never rejects. */
export type AskErasure = (job: ErasureJob, signal: AbortSignal) => Promise<ErasureAnswer>;

/** Between two requests: Mixpanel takes one a second. */
const NEXT_REQUEST_MS = 2 * SECOND_MS;

/** First and longest wait before it is looked what has become of a task, which may take weeks. */
const LOOK_MS = { first: MINUTE_MS, longest: 6 * HOUR_MS } as const;

/** Returns what becomes of a job. Pure: time and chance are handed in. */
export function changed(
  job: ErasureJob,
  answer: ErasureAnswer,
  { now, random }: { readonly now: EpochMs; readonly random: () => number },
): ErasureChange {
  const { status, tasks, attempts } = job;
  const same = { status, tasks, problem: undefined, attempts: attempts + 1, nextAttemptAt: now };
  switch (answer.outcome) {
    case 'asked': {
      const { task, isLast } = answer;
      const waitMs = isLast ? LOOK_MS.first : NEXT_REQUEST_MS;
      const next = { status: isLast ? 'asked' : 'waiting', nextAttemptAt: now + waitMs } as const;
      return { ...same, ...next, tasks: [...tasks, task], attempts: 0 };
    }
    case 'running': {
      const waitMs = Math.min(LOOK_MS.first * 2 ** same.attempts, LOOK_MS.longest);
      return { ...same, nextAttemptAt: now + waitMs };
    }
    case 'done':
      return { ...same, status: 'done', attempts: 0 };
    case 'retry': {
      const { problem, afterMs = 0 } = answer;
      const waitMs = Math.max(backoffMs(same.attempts, random), afterMs);
      return { ...same, problem, nextAttemptAt: now + waitMs };
    }
    case 'refused':
      return { ...same, status: 'failed', problem: answer.problem };
  }
}
