/** The way of a profile to the store: after the turns that were received before, and one after the other. */

import { setTimeout as pause } from 'node:timers/promises';

import { AnalyticsError } from '../model/errors.ts';
import type { AudiencePerson, AudienceProfile } from '../record/audience.ts';
import { within } from './within.ts';

/** How long a profile waits for a store that is locked, or a recorder that is being started again. */
const PATIENCE_MS = 10_000;

/** First and longest pause before it is tried again. */
const RETRY_MS = { first: 50, longest: 1_000 } as const;

export interface ProfilesDeps {
  /** Resolves when all that was received so far is recorded or dropped. */
  readonly flushed: () => Promise<void>;
  /** Asks the recorder to keep it. */
  readonly keep: (person: AudiencePerson, profile: AudienceProfile) => Promise<unknown>;
  /** @defaultValue 10000 */
  readonly patienceMs?: number | undefined;
}

export interface Profiles {
  /** @throws AnalyticsError `STORE_UNAVAILABLE`, `INVALID_OPTIONS`, `CLOSED` */
  set(person: AudiencePerson, profile: AudienceProfile): Promise<void>;
  /** Resolves when those that were set so far are kept, or could not be. */
  settled(): Promise<void>;
  /** Those that are not kept yet are given up. */
  stop(): void;
}

/** Keeps profiles in the order in which they are set. */
export function profiles(deps: ProfilesDeps): Profiles {
  let isStopped = false;
  let tail: Promise<unknown> = Promise.resolve();
  const keep: ProfilesDeps['keep'] = (person, profile) =>
    isStopped ? Promise.reject(closed()) : deps.keep(person, profile);
  return {
    set(person, profile) {
      const until = performance.now() + (deps.patienceMs ?? PATIENCE_MS);
      const turns = deps.flushed().then(() => true);
      const kept = tail.then(async () => {
        if (!(await within(until - performance.now(), turns))) throw unavailable(TURNS_WAIT);
        await untilKept(() => keep(person, profile), until);
      });
      tail = kept.catch(() => undefined);
      return kept;
    },
    settled: async () => void (await tail),
    stop: () => {
      isStopped = true;
    },
  };
}

const TURNS_WAIT = 'the turns that came before the profile cannot be recorded';

async function untilKept(keep: () => Promise<unknown>, until: number): Promise<void> {
  for (let wait: number = RETRY_MS.first; ; wait = Math.min(2 * wait, RETRY_MS.longest)) {
    try {
      await keep();
      return;
    } catch (error) {
      if (!isPassing(error)) throw error;
      if (performance.now() + wait > until) throw unavailable('the profile cannot be kept', error);
    }
    await pause(wait);
  }
}

/** What is no error of ours says that the recorder is being started again: setting a profile twice does no harm. */
function isPassing(error: unknown): boolean {
  return !AnalyticsError.is(error) || error.code === 'STORE_UNAVAILABLE';
}

function unavailable(problem: string, cause?: unknown): AnalyticsError {
  return new AnalyticsError('STORE_UNAVAILABLE', problem, { cause });
}

function closed(): AnalyticsError {
  return new AnalyticsError('CLOSED', 'a profile was not kept before close()');
}
