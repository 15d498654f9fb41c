/** What can become of a store while it is open, so that it has to be opened anew. */

import { AnalyticsError } from '../model/errors.ts';

/**
 * `damaged`: what is in it cannot be read; `replaced`: it was deleted, or another one is in its place;
 * `mending`: another process is about to replace it.
 */
export type Loss = 'damaged' | 'replaced' | 'mending';

const LOSSES: ReadonlySet<unknown> = new Set<Loss>(['damaged', 'replaced', 'mending']);

/** Returns what an error of a store says about that. */
export function lossOf(error: unknown): Loss | undefined {
  const loss = AnalyticsError.is(error) ? error.details['loss'] : undefined;
  return LOSSES.has(loss) ? (loss as Loss) : undefined;
}

/** Locked, full, failing, lost: another try may succeed. Anything else would fail the same way again. */
export function isPassing(error: unknown): boolean {
  return AnalyticsError.is(error) && error.code === 'STORE_UNAVAILABLE';
}

/** How a damaged store is dealt with while it is opened. */
export interface Repair {
  /**
   * A statement has said that it is damaged. `check`: it is looked at as a whole; `believe`: it was, and
   * nothing was found.
   */
  readonly suspicion?: 'check' | 'believe' | undefined;
  /** It is about to be set aside. */
  readonly onBegin: () => void;
  /** It was set aside, and a new one is open: `STORE_SET_ASIDE`. */
  readonly onDone: (error: AnalyticsError) => void;
  /** Looked at now and then: nothing is waited for any more. */
  readonly isStopping: () => boolean;
}
