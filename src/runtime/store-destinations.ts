/**
 * The built-in destinations of a bot that runs elsewhere, over its store alone: what is set here holds there
 * within a second. What the bot's code says is not seen from here, and wins there.
 */

import type { RecorderSettings } from '../model/settings.ts';
import type { AccessStore } from '../record/store.ts';
import { answerDestinations } from './destination-desk.ts';
import { destinationFunctions } from './destination-functions.ts';
import type { DestinationFunctions } from './destination-functions.ts';
import { SETTINGS_KEY } from './kept-destinations.ts';
import type { SettingsStore } from './kept-destinations.ts';
import { targeting } from './targeting.ts';
import type { Targeting } from './targeting.ts';
import { validateDestination } from './validation.ts';

/**
 * Makes the functions; each looks anew.
 * @param settings as the environment says them
 */
export function storeDestinations(
  store: AccessStore,
  settings: RecorderSettings,
): DestinationFunctions {
  const look = async (): Promise<{ aiming: Targeting; own: SettingsStore }> => {
    const own = await settingsOf(store);
    const aiming = targeting({ settings, onChange: nothing, onProblem: nothing });
    await aiming.follow(own).finally(() => aiming.rest());
    return { aiming, own };
  };
  return destinationFunctions({
    destinations: async (question) => {
      const { aiming, own } = await look();
      return answerDestinations({ store: own, aiming }, question);
    },
    validate: async (name) => {
      const { aiming } = await look();
      return validateDestination(aiming.current(), name, Date.now());
    },
  });
}

/** @throws AnalyticsError `STORE_KEY_MISMATCH` */
async function settingsOf({ settings, deriveKey }: AccessStore): Promise<SettingsStore> {
  const key = await deriveKey(SETTINGS_KEY);
  return { settings, deriveKey: () => key };
}

/** Whoever changes something hears it in the answer. */
const nothing = (): void => undefined;
