/** Records what is in memory when the process ends, up to the first failure: there is no time to try again. */

import type { Batch, Store } from '../record/store.ts';
import type { Aiming } from './aiming.ts';
import { PARK_MS } from './exit.ts';

/** What has to be recorded by whom, and where. */
export interface Parking {
  readonly store: Store | undefined;
  readonly deps: { readonly writer: string };
  readonly aiming: Pick<Aiming, 'of'>;
}

/** Records, and lets go of the store; nothing is lost if all is recorded. Never rejects. */
export async function parkIn(
  { store, deps, aiming }: Parking,
  batches: readonly Batch[],
): Promise<void> {
  try {
    for (const batch of batches) await store?.record(batch, aiming.of(batch));
    await store?.writers.ended(deps.writer);
  } catch {
    // locked or failing: there is no time to wait for it
  }
  await store?.close().catch(() => undefined);
}

/**
 * The same at once: a store that works synchronously has recorded when the promise is made. A locked one
 * may wait each time, which it is given {@link PARK_MS} for.
 */
export function parkNowIn({ store, deps, aiming }: Parking, batches: readonly Batch[]): void {
  const until = performance.now() + PARK_MS;
  for (const batch of batches) {
    if (performance.now() > until) break;
    void store?.record(batch, aiming.of(batch)).catch(() => undefined);
  }
  if (batches.length === 0) void store?.writers.ended(deps.writer).catch(() => undefined);
  void store?.close().catch(() => undefined);
}
