/** The books of a store, as far as the command line sees them. */

import type { Health } from '../model/health.ts';
import type { ReadableStore } from '../record/store.ts';
import { storeHealth } from '../report/health.ts';
import { activeDestinations, withSwitches } from './active-destinations.ts';
import type { CliIo } from './io.ts';

/** Reads them; of the process that records and delivers nothing is known. */
export async function healthOf(
  store: Pick<ReadableStore, 'counts' | 'kind'>,
  io: Pick<CliIo, 'env' | 'now'>,
): Promise<Health> {
  const counts = await store.counts();
  const active = activeDestinations(io.env, Object.keys(counts.destinations));
  const { store: books, destinations } = storeHealth(counts, store.kind, active, io.now());
  return { process: null, destinations: withSwitches(destinations, io.env), store: books };
}
