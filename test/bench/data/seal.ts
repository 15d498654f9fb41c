/** The days of a year that are over, packed as the product packs them. */

import type { StoreDescriptor } from '../../../src/model/settings.ts';
import { openStore } from '../../../src/record/open.ts';

/** Long after the year. */
const LATER = Date.UTC(2030, 0, 1);

/** Packs all days of a store, and the first acts of its users. */
export async function sealAll(store: StoreDescriptor): Promise<void> {
  const { maintenance, close } = await openStore({ store, durability: 'balanced' });
  await maintenance.seal({ now: LATER, pauseMs: 0 });
  await close();
}
