/**
 * Says for whom a batch is recorded while destinations are switched on and off. What happened before is
 * not for one that is switched on later, however long it has waited in memory to be recorded.
 */

import type { EpochMs } from '../model/time.ts';
import { MINUTE_MS } from '../model/time.ts';
import type { Batch, RecordDeps } from '../record/store.ts';

export interface Addressing {
  /** What is recorded by now. */
  now(): RecordDeps;
  /** What a batch is recorded by, which may be from before the last change. */
  of(batch: Pick<Batch, 'items'>): RecordDeps;
  /** @param at by the bot's clock; absent = it has been so all along */
  change(next: RecordDeps, at?: EpochMs): void;
}

/** A clock that was set back does not keep the change from coming into force. */
const LONGEST_MS = MINUTE_MS;

interface Change {
  readonly before: RecordDeps;
  readonly at: EpochMs;
  /** By a monotonic clock. */
  readonly until: number;
}

/** Begins with what the bot was started with. */
export function addressing(first: RecordDeps): Addressing {
  let now = first;
  let change: Change | undefined;
  return {
    now: () => now,
    of({ items }) {
      if (!change) return now;
      const times = items.map(({ origin }) => origin.receivedAt);
      const isOver = performance.now() > change.until || Math.min(...times) >= change.at;
      if (isOver) change = undefined;
      if (!change) return now;
      return Math.max(...times) < change.at ? change.before : common(change.before, now);
    },
    change(next, at) {
      // of two in a row, only those were meant all the time who were meant before the first as well
      const before = change ? common(change.before, now) : now;
      now = next;
      change = at === undefined ? undefined : { before, at, until: performance.now() + LONGEST_MS };
    },
  };
}

/** For those alone who are meant by both. */
function common(before: RecordDeps, now: RecordDeps): RecordDeps {
  return {
    ...now,
    destinations: now.destinations.filter((key) => before.destinations.includes(key)),
  };
}
