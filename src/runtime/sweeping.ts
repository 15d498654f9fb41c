/**
 * Keeps a store from growing without end: looks every minute whether something has waited too long for
 * its destination, active or not; now and then what is too old to be kept, and what days are over.
 */

import { setImmediate } from 'node:timers/promises';

import type { RecorderSettings } from '../model/settings.ts';
import { MINUTE_MS } from '../model/time.ts';
import { trustedClock } from '../model/trusted-clock.ts';
import type { Store } from '../record/store.ts';
import { housekeeping } from './housekeeping.ts';
import type { HousekeepingDeps } from './housekeeping.ts';

export interface SweepingDeps extends Pick<HousekeepingDeps, 'now' | 'onError'> {
  readonly store: Pick<Store, 'outbox' | 'maintenance'>;
  readonly settings: Pick<RecorderSettings, 'outbox' | 'retention'>;
}

export interface Sweeping {
  stop(): void;
}

/** Starts to look, now and then every minute; the process may end meanwhile. */
export function sweeping({ store, settings, now: botNow, onError }: SweepingDeps): Sweeping {
  let isStopped = false;
  const { maxAgeMs } = settings.outbox;
  const trusted = trustedClock(Date.now);
  const run = async (): Promise<void> => {
    try {
      const query = { enqueuedBefore: trusted() - maxAgeMs, now: Date.now() };
      while (!isStopped && (await store.outbox.expire(query)) > 0) await setImmediate();
    } catch {
      // locked or failing: recording tells about that, and the next look finds the same
    }
  };
  const timer = setInterval(() => void run(), MINUTE_MS).unref();
  void run();
  const { maintenance } = store;
  const { retention } = settings;
  const hourly = housekeeping({ maintenance, retention, now: botNow, onError });
  return {
    stop() {
      isStopped = true;
      clearInterval(timer);
      hourly.stop();
    },
  };
}
