/** Trying again what may pass: a store that is locked, a recorder that is being started again. */

import { setTimeout as pause } from 'node:timers/promises';

import { AnalyticsError } from '../model/errors.ts';

/** First and longest pause before it is tried again. */
const RETRY_MS = { first: 50, longest: 1_000 } as const;

/**
 * Tries until it succeeds, or until the time is over.
 * @param until by a monotonic clock
 * @param problem what is told when the time is over
 * @throws what `attempt` throws, if that will not pass; else AnalyticsError `STORE_UNAVAILABLE`
 */
export async function persistently<T>(
  attempt: () => Promise<T>,
  { until, problem }: { readonly until: number; readonly problem: string },
): Promise<T> {
  for (let wait: number = RETRY_MS.first; ; wait = Math.min(2 * wait, RETRY_MS.longest)) {
    try {
      return await attempt();
    } catch (cause) {
      if (!isPassing(cause)) throw cause;
      if (performance.now() + wait > until) {
        throw new AnalyticsError('STORE_UNAVAILABLE', problem, { cause });
      }
    }
    await pause(wait);
  }
}

/** What is no error of ours says that the recorder is being started again: nothing tried here does harm when it is done twice. */
function isPassing(error: unknown): boolean {
  return !AnalyticsError.is(error) || error.code === 'STORE_UNAVAILABLE';
}
