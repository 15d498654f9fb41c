/** What was set for the destinations of a bot while it runs, as the store keeps it: sealed, a setting for each. */

import { SETTABLE } from '../model/settings.ts';
import type { OptionFields, SettableName } from '../model/settings.ts';
import type { Store } from '../record/store.ts';
import { seal, unseal } from './encryption.ts';

/** What there is for each destination: fields, or what cannot be read with this key. */
export type Kept = Readonly<Partial<Record<SettableName, OptionFields | 'unreadable'>>>;

/** What a store has to have for it. */
export type SettingsStore = Pick<Store, 'settings' | 'deriveKey'>;

/** A destination of one bot: bots that share a store have their own. */
export interface KeptOf {
  readonly name: SettableName;
  readonly botId: string;
}

/** What their key is derived for. */
export const SETTINGS_KEY = 'settings';

/** Reads all, with the version that they are of. @throws AnalyticsError `STORE_UNAVAILABLE` */
export async function readKept(
  store: SettingsStore,
  botId: string,
): Promise<{ readonly version: number; readonly kept: Kept }> {
  const { version, settings } = await store.settings.read();
  const key = store.deriveKey(SETTINGS_KEY);
  const found = SETTABLE.flatMap((name) => {
    const setting = settings.find((each) => each.name === nameOf({ name, botId }));
    if (!setting) return [];
    const fields = unseal(key, setting.name, setting.value);
    return [[name, isFields(fields) ? fields : 'unreadable'] as const];
  });
  return { version, kept: Object.fromEntries(found) };
}

/** Keeps what is set for one; without fields nothing is. @throws AnalyticsError `STORE_UNAVAILABLE` */
export async function keep(
  { settings, deriveKey }: SettingsStore,
  of: KeptOf,
  fields: OptionFields,
): Promise<void> {
  const isEmpty = Object.keys(fields).length === 0;
  const value = isEmpty ? undefined : seal(deriveKey(SETTINGS_KEY), nameOf(of), fields);
  await settings.set(nameOf(of), value, Date.now());
}

function nameOf({ name, botId }: KeptOf): string {
  return `destination.${name} ${botId}`;
}

function isFields(value: unknown): value is OptionFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
