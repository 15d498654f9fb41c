/** What the rounds so far say about a destination. Pure. */

import type { DestinationStatus } from '../model/health.ts';
import type { EpochMs } from '../model/time.ts';
import type { Failed, RoundResult } from './round.ts';

export interface LaneStatus {
  readonly state: DestinationStatus;
  /** Why it is not `ok`, without credentials. */
  readonly problem?: string | undefined;
}

export interface Standing {
  readonly status: LaneStatus;
  /** Rounds that failed in a row. */
  readonly failures: number;
  /** No round before this time. */
  readonly resumeAt: EpochMs;
  /** The wait that `resumeAt` was set by. */
  readonly restMs: number;
  /** The last failure was the store's, not the destination's. */
  readonly isStoreFailure: boolean;
}

export const FRESH: Standing = {
  status: { state: 'ok' },
  failures: 0,
  resumeAt: 0,
  restMs: 0,
  isStoreFailure: false,
};

/** Learns from a round: a success forgets the failures, a failure adds one and a wait. */
export function learn(standing: Standing, result: RoundResult, now: EpochMs): Standing {
  if (result.state === 'ok') {
    // where nothing was tried, a destination that failed may still be down
    const isProven = result.requests > 0 || standing.isStoreFailure;
    return isProven ? FRESH : standing;
  }
  const { state, problem, waitMs, hasDelivered } = result;
  return {
    status: { state, problem },
    // who takes some of it is not down: what it refuses is to blame
    failures: hasDelivered ? 1 : standing.failures + 1,
    resumeAt: now + waitMs,
    restMs: waitMs,
    isStoreFailure: result.isStoreFailure ?? false,
  };
}

/** A clock that was set back does not make the wait longer than it was. */
export function unskewed(standing: Standing, now: EpochMs): Standing {
  const { resumeAt, restMs } = standing;
  return resumeAt - now > restMs ? { ...standing, resumeAt: now + restMs } : standing;
}

/** Tells whether a round says something that somebody should look at, and that was not said before. */
export function isNews(before: Standing, result: RoundResult): result is Failed {
  return result.state === 'paused' && result.problem !== before.status.problem;
}
