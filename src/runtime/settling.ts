/** Looks every few seconds whether messages are to be settled that nobody has answered. */

import { setImmediate } from 'node:timers/promises';

import type { EpochMs } from '../model/time.ts';
import type { RecordDeps, Store } from '../record/store.ts';

/** A message is settled at most this long after its minute. */
const EVERY_MS = 5_000;

export interface SettlingDeps {
  readonly store: Store;
  /** As they are now. */
  readonly recordDeps: () => RecordDeps;
  readonly now: () => EpochMs;
  /** Something was settled: there may be events to be sent. */
  readonly onSettled: () => void;
}

export interface Settling {
  /** Settles what is due now. A store that is not available is asked again later. */
  run(): Promise<void>;
  stop(): void;
}

/** Starts to look; the process may end meanwhile. */
export function settling({ store, recordDeps, now, onSettled }: SettlingDeps): Settling {
  const run = async (): Promise<void> => {
    try {
      let settled = false;
      while ((await store.settle(now(), recordDeps())) > 0) {
        settled = true;
        await setImmediate();
      }
      if (settled) onSettled();
    } catch {
      // locked or failing: recording tells about that, and the next look finds the same
    }
  };
  const timer = setInterval(() => void run(), EVERY_MS).unref();
  return { run, stop: () => clearInterval(timer) };
}
