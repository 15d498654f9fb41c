/** Opens the store that the settings name. */

import type { RecorderSettings, StoreDescriptor } from '../model/settings.ts';
import { openSqliteReader, openSqliteStore } from './sqlite/store.ts';
import type { ReadableStore, Store } from './store.ts';

/**
 * Opens a store for recording, and creates or migrates it where need be.
 * @throws AnalyticsError `STORE_…` or `DRIVER_MISSING`, with what to do about it
 */
export async function openStore(settings: RecorderSettings): Promise<Store> {
  const { store, idKey, durability } = settings;
  switch (store.kind) {
    case 'sqlite':
      return openSqliteStore({ path: store.options.path, idKey, durability });
  }
}

/**
 * Opens an existing store for reports; it is neither created nor migrated.
 * @throws AnalyticsError `STORE_MISSING`, another `STORE_…` or `DRIVER_MISSING`
 */
export async function openReader(descriptor: StoreDescriptor): Promise<ReadableStore> {
  switch (descriptor.kind) {
    case 'sqlite':
      return openSqliteReader({ path: descriptor.options.path });
  }
}
