/** Removes a user from a store alone: of the bot, no more is seen than the environment says. */

import type { RecorderSettings } from '../../model/settings.ts';
import type { EpochMs } from '../../model/time.ts';
import type { AudiencePerson } from '../../record/audience.ts';
import type { PeopleStore } from '../../record/store.ts';
import { erasureDesk } from '../../runtime/erasure-desk.ts';
import type { Erased, ErasureDesk } from '../../runtime/erasure-desk.ts';

/** Opens the desk of a store. Who asks a destination is the bot: what its code says is not seen from here. */
export function storeDesk(store: PeopleStore, settings: RecorderSettings): ErasureDesk {
  return erasureDesk({ store, settings, canAsk: () => undefined });
}

/**
 * Removes a user.
 * @param at the time of the command line
 * @throws AnalyticsError `STORE_UNAVAILABLE`
 */
export async function eraseFrom(
  store: PeopleStore,
  settings: RecorderSettings,
  { person, at }: { readonly person: AudiencePerson; readonly at: EpochMs },
): Promise<Erased> {
  const erased = await storeDesk(store, settings).forget(person, at);
  // a bot that is reading just now does it later
  const scrubbed = await store.erasure.scrub().catch(() => false);
  return { ...erased, scrubbed: scrubbed ?? null };
}
