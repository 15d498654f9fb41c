/** Records what is in memory when the process ends, up to the first failure: there is no time to try again. */

import type { Batch, RecordDeps, Store } from '../record/store.ts';
import { PARK_MS } from './exit.ts';

/** Records, and lets go of the store. Never rejects. */
export async function parkIn(
  store: Store | undefined,
  batches: readonly Batch[],
  deps: RecordDeps,
): Promise<void> {
  try {
    for (const batch of batches) await store?.record(batch, deps);
  } catch {
    // locked or failing: there is no time to wait for it
  }
  await store?.close().catch(() => undefined);
}

/**
 * The same at once: a store that works synchronously has recorded when the promise is made. A locked one
 * may wait each time, which it is given {@link PARK_MS} for.
 */
export function parkNowIn(
  store: Store | undefined,
  batches: readonly Batch[],
  deps: RecordDeps,
): void {
  const until = performance.now() + PARK_MS;
  for (const batch of batches) {
    if (performance.now() > until) break;
    void store?.record(batch, deps).catch(() => undefined);
  }
  void store?.close().catch(() => undefined);
}
