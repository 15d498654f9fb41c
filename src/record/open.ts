/** Opens the store that the settings name. */

import type { RecorderSettings, StoreDescriptor } from '../model/settings.ts';
import { openSqliteOutbox, openSqliteReader, openSqliteStore } from './sqlite/store.ts';
import type { OutboxStore, ReadableStore, Store } from './store.ts';

/** What a store is opened by; what else the recorder is told makes no difference. */
type StoreSettings = Pick<RecorderSettings, 'store' | 'idKey' | 'durability'> &
  Partial<RecorderSettings>;

/**
 * Opens a store for recording, and creates or migrates it where need be.
 * @throws AnalyticsError `STORE_…` or `DRIVER_MISSING`, with what to do about it
 */
export async function openStore({ store, idKey, durability }: StoreSettings): Promise<Store> {
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

/**
 * Opens an existing store to look after its outbox; it is neither created nor migrated, and the key of
 * its pseudonyms is not needed.
 * @throws AnalyticsError `STORE_MISSING`, another `STORE_…` or `DRIVER_MISSING`
 */
export async function openOutbox(descriptor: StoreDescriptor): Promise<OutboxStore> {
  switch (descriptor.kind) {
    case 'sqlite':
      return openSqliteOutbox({ path: descriptor.options.path });
  }
}
