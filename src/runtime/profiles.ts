/**
 * The way to the store of what is said about users, or taken back: after the turns that were received
 * before, and one after the other.
 */

import { AnalyticsError } from '../model/errors.ts';
import type { AudiencePerson, AudienceProfile, KnownPerson } from '../record/audience.ts';
import type { Erased } from './erasure-desk.ts';
import { persistently } from './persistently.ts';
import { within } from './within.ts';

/** How long a profile waits for a store that is locked, or a recorder that is being started again. */
const PATIENCE_MS = 10_000;

export interface ProfilesDeps {
  /** Resolves when all that was received so far is recorded or dropped. */
  readonly flushed: () => Promise<void>;
  /** Asks the recorder to keep it. */
  readonly keep: (
    person: AudiencePerson | KnownPerson,
    profile: AudienceProfile,
  ) => Promise<unknown>;
  /** Asks the recorder to forget a user. */
  readonly forget: (person: AudiencePerson) => Promise<Erased>;
  /** @defaultValue 10000 */
  readonly patienceMs?: number | undefined;
}

export interface Profiles {
  /** @throws AnalyticsError `STORE_UNAVAILABLE`, `INVALID_OPTIONS`, `CLOSED` */
  set(person: AudiencePerson | KnownPerson, profile: AudienceProfile): Promise<void>;
  /** Takes all away that is known of a user. @throws AnalyticsError `STORE_UNAVAILABLE`, `CLOSED` */
  forget(person: AudiencePerson): Promise<Erased>;
  /** Resolves when what was asked for so far is done, or could not be. */
  settled(): Promise<void>;
  /** Those that are not kept yet are given up. */
  stop(): void;
}

/** Keeps profiles in the order in which they are set, and forgets users in the same order. */
export function profiles(deps: ProfilesDeps): Profiles {
  let isStopped = false;
  let tail: Promise<unknown> = Promise.resolve();
  const inOrder = <T>(what: string, run: () => Promise<T>): Promise<T> => {
    const until = performance.now() + (deps.patienceMs ?? PATIENCE_MS);
    const turns = deps.flushed().then(() => true);
    const done = tail.then(async () => {
      if (!(await within(until - performance.now(), turns))) {
        throw unavailable('the turns that came before cannot be recorded');
      }
      const attempt = (): Promise<T> => (isStopped ? Promise.reject(closed(what)) : run());
      return persistently(attempt, { until, problem: `${what} cannot be kept` });
    });
    tail = done.catch(() => undefined);
    return done;
  };
  return {
    set: async (person, profile) => {
      await inOrder('a profile', () => deps.keep(person, profile));
    },
    forget: (person) => inOrder('that a user is to be forgotten', () => deps.forget(person)),
    settled: async () => void (await tail),
    stop: () => {
      isStopped = true;
    },
  };
}

function unavailable(problem: string): AnalyticsError {
  return new AnalyticsError('STORE_UNAVAILABLE', problem);
}

function closed(what: string): AnalyticsError {
  return new AnalyticsError('CLOSED', `${what} was not kept before close()`);
}
