/**
 * Removes once a day what is kept for a limited time: of all processes that share a store, one does it.
 *
 * Not at once after the start, when there is enough to do, and not at the same minute everywhere.
 */

import type { RetentionSettings } from '../model/retention.ts';
import { HOUR_MS, MINUTE_MS } from '../model/time.ts';
import type { EpochMs } from '../model/time.ts';
import { isPassing } from '../record/loss.ts';
import type { Maintenance } from '../record/maintenance.ts';

export interface RetainingDeps {
  readonly maintenance: Pick<Maintenance, 'retain'>;
  readonly retention: RetentionSettings;
  /** The bot's clock. */
  readonly now: () => EpochMs;
  /** Told what no other try would mend. */
  readonly onError: (error: unknown) => void;
}

export interface Retaining {
  stop(): void;
}

/** The first look, and about how much later at most. */
const FIRST_MS = 5 * MINUTE_MS;
const JITTER_MS = 5 * MINUTE_MS;

/** How often it is looked whether it is time, and how much time there is in between. */
const EVERY_MS = HOUR_MS;
const PAUSE_MS = 20 * HOUR_MS;

/** Starts to look; the process may end meanwhile. */
export function retaining({ maintenance, retention, now, onError }: RetainingDeps): Retaining {
  let isStopped = false;
  let timer: NodeJS.Timeout;
  const look = async (): Promise<void> => {
    try {
      await maintenance.retain({
        now: now(),
        retention,
        unlessWithinMs: PAUSE_MS,
        isStopped: () => isStopped,
      });
    } catch (error) {
      // locked or failing: recording tells about that, and the rest goes the next time
      if (!isStopped && !isPassing(error)) onError(error);
    }
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
