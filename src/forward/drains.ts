/** Those who wait until an outbox is worked through. */

import type { EpochMs } from '../model/time.ts';
import { MAX_TIMER_MS } from './sleeper.ts';

interface Drain {
  /** When its time is over. */
  readonly until: EpochMs;
  readonly done: () => void;
}

export interface Drains {
  /** Waits until {@link Drains.finish} picks it, at most `timeoutMs`. Keeps the process alive meanwhile. */
  wait(timeoutMs: number, now: EpochMs): Promise<void>;
  /** Those who wait at this moment. */
  present(): ReadonlySet<Drain>;
  finish(which: (drain: Drain) => boolean): void;
}

/** Makes an empty waiting room. */
export function drains(): Drains {
  const waiting = new Set<Drain>();
  return {
    present: () => new Set(waiting),
    finish(which) {
      for (const drain of waiting) if (which(drain)) drain.done();
    },
    wait: (timeoutMs, now) =>
      new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          waiting.delete(drain);
          resolve();
        };
        const drain: Drain = { until: now + timeoutMs, done };
        const timer = setTimeout(done, Math.min(timeoutMs, MAX_TIMER_MS));
        waiting.add(drain);
      }),
  };
}
