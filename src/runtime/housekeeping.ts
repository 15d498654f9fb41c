/**
 * Keeps a store in order: removes once a day what is kept for a limited time, and packs the days that are
 * over. Of all processes that share a store, one removes; each packs what it finds.
 *
 * Not at once after the start, when there is enough to do, and not at the same minute everywhere.
 */

import type { RetentionSettings } from '../model/retention.ts';
import { HOUR_MS, MINUTE_MS } from '../model/time.ts';
import type { EpochMs } from '../model/time.ts';
import { isPassing } from '../record/loss.ts';
import type { Maintenance } from '../record/maintenance.ts';

export interface HousekeepingDeps {
  readonly maintenance: Pick<Maintenance, 'retain' | 'seal'>;
  readonly retention: RetentionSettings;
  /** The bot's clock. */
  readonly now: () => EpochMs;
  /** Told what no other try would mend. */
  readonly onError: (error: unknown) => void;
}

export interface Housekeeping {
  stop(): void;
}

/** The first look, and about how much later at most. */
const FIRST_MS = 5 * MINUTE_MS;
const JITTER_MS = 5 * MINUTE_MS;

/** How often it is looked whether there is anything to do, and how much time there is between removals. */
const EVERY_MS = HOUR_MS;
const PAUSE_MS = 20 * HOUR_MS;

/** Starts to look; the process may end meanwhile. */
export function housekeeping(deps: HousekeepingDeps): Housekeeping {
  const { maintenance, retention, now, onError } = deps;
  let isStopped = false;
  let timer: NodeJS.Timeout;
  const stopping = { isStopped: () => isStopped };
  const attempt = async (job: () => Promise<unknown>): Promise<void> => {
    try {
      if (!isStopped) await job();
    } catch (error) {
      // locked or failing: recording tells about that, and the rest goes the next time
      if (!isStopped && !isPassing(error)) onError(error);
    }
  };
  const look = async (): Promise<void> => {
    await attempt(() =>
      maintenance.retain({ now: now(), retention, unlessWithinMs: PAUSE_MS, ...stopping }),
    );
    await attempt(() => maintenance.seal({ now: now(), ...stopping }));
    if (!isStopped) timer = setTimeout(() => void look(), EVERY_MS).unref();
  };
  timer = setTimeout(() => void look(), FIRST_MS + Math.random() * JITTER_MS).unref();
  return {
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
