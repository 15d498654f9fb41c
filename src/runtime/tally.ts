/** The books of this process: `received = stored + duplicate + Σ dropped + inMemory`. */

import type { ProcessHealth } from '../model/health.ts';
import type { BatchOutcome } from '../record/store.ts';
import { commitTimes } from './commit-times.ts';

export interface Tally {
  receive(facts: number): void;
  /** @param commitMs how long it took; absent where nobody knows */
  settle(outcome: BatchOutcome, commitMs?: number): void;
  drop(reason: string, facts: number): void;
  notice(reason: string): void;
  /**
   * `inMemory` is counted by who holds the memory, so that the identity says something;
   * `oldestInMemoryMs` is the age of the oldest of it.
   */
  health(inMemory: number, oldestInMemoryMs: number | null): ProcessHealth;
}

/** Opens empty books. */
export function tally(): Tally {
  let received = 0;
  let stored = 0;
  let duplicate = 0;
  const dropped = new Map<string, number>();
  const notices = new Map<string, number>();
  const commits = commitTimes();
  const drop = (reason: string, facts: number): void => {
    if (facts === 0) return;
    dropped.set(reason, (dropped.get(reason) ?? 0) + facts);
  };
  return {
    receive: (facts) => void (received += facts),
    settle(outcome, commitMs) {
      stored += outcome.stored;
      duplicate += outcome.duplicate;
      for (const [reason, facts] of Object.entries(outcome.dropped)) drop(reason, facts);
      if (commitMs !== undefined) commits.add(commitMs);
    },
    drop,
    notice: (reason) => void notices.set(reason, (notices.get(reason) ?? 0) + 1),
    health: (inMemory, oldestInMemoryMs) => ({
      received,
      stored,
      duplicate,
      dropped: Object.fromEntries(dropped),
      inMemory,
      oldestInMemoryMs,
      commits: commits.health(),
      notices: Object.fromEntries(notices),
    }),
  };
}
