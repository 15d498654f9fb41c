/** What is told to the developer while the bot runs: `onError` each time, the log once a minute per kind. */

import type { AnalyticsError } from '../model/errors.ts';
import type { AnalyticsOptions } from '../model/options.ts';
import { MINUTE_MS } from '../model/time.ts';

const PREFIX = '[botbuilder-analytics]';

/** Kinds of problem that the log remembers; beyond, it forgets the oldest. */
const MAX_REMEMBERED = 200;

export interface Problems {
  /** Never throws, whatever `onError` and the logger do. */
  report(error: AnalyticsError): void;
  /** A line for the log alone. */
  warn(message: string): void;
}

/** Makes the one place through which problems leave the plug-in. */
export function problems({ onError, logger = console }: AnalyticsOptions): Problems {
  const loggedAt = new Map<string, number>();
  const isFresh = (message: string): boolean => {
    const now = performance.now();
    const before = loggedAt.get(message);
    if (before !== undefined && now - before < MINUTE_MS) return false;
    loggedAt.delete(message);
    loggedAt.set(message, now);
    const oldest = loggedAt.keys().next();
    if (loggedAt.size > MAX_REMEMBERED && !oldest.done) loggedAt.delete(oldest.value);
    return true;
  };
  return {
    report(error) {
      quietly(() => onError?.(error));
      if (isFresh(error.message)) quietly(() => logger.error(`${PREFIX} ${error.message}`));
    },
    warn(message) {
      if (isFresh(message)) quietly(() => logger.warn(`${PREFIX} ${message}`));
    },
  };
}

/** Runs a function of the developer's; what it throws or rejects with ends here. */
function quietly(run: () => unknown): void {
  try {
    const result = run();
    if (result instanceof Promise) result.catch(() => undefined);
  } catch {
    // the developer's own handler failed: there is nobody left to tell
  }
}
