/** Looks every minute whether something has waited too long for its destination, active or not. */

import { setImmediate } from 'node:timers/promises';

import { MINUTE_MS } from '../model/time.ts';
import type { Outbox } from '../record/outbox.ts';

export interface SweepingDeps {
  readonly outbox: Pick<Outbox, 'expire'>;
  readonly maxAgeMs: number;
}

export interface Sweeping {
  stop(): void;
}

/** Starts to look, now and then every minute; the process may end meanwhile. */
export function sweeping({ outbox, maxAgeMs }: SweepingDeps): Sweeping {
  let isStopped = false;
  const run = async (): Promise<void> => {
    try {
      const now = Date.now();
      const query = { enqueuedBefore: now - maxAgeMs, now };
      while (!isStopped && (await outbox.expire(query)) > 0) await setImmediate();
    } catch {
      // locked or failing: recording tells about that, and the next look finds the same
    }
  };
  const timer = setInterval(() => void run(), MINUTE_MS).unref();
  void run();
  return {
    stop() {
      isStopped = true;
      clearInterval(timer);
    },
  };
}
