/** Opens the store that the settings name. What only PostgreSQL needs is loaded where it is used. */

import type { AnalyticsError } from '../model/errors.ts';
import type { RecorderSettings, StoreDescriptor } from '../model/settings.ts';
import type { Repair } from './loss.ts';
import { linkedFile } from './sqlite/file-system.ts';
import { openSqlite } from './sqlite/opening.ts';
import {
  openSqliteAccess,
  openSqlitePeople,
  openSqliteOutbox,
  openSqliteReader,
  openSqliteRecount,
} from './sqlite/store.ts';
import type {
  AccessStore,
  PeopleStore,
  OutboxStore,
  ReadableStore,
  RecountStore,
  Store,
} from './store.ts';

/** What a store is opened by; what else the recorder is told makes no difference. */
type StoreSettings = Pick<RecorderSettings, 'store' | 'idKey' | 'durability'> &
  Partial<RecorderSettings>;

/** What only the thread of the bot's code can answer. */
export interface OpenDeps {
  /** The password for a new connection, where the descriptor says that it is asked for. */
  readonly password?: (() => Promise<string>) | undefined;
  /** How a damaged file is dealt with; without it, it is refused. */
  readonly repair?: Repair | undefined;
  /** It was open a moment ago: if even the folder of its file is gone, it is made anew. */
  readonly wasOpen?: boolean | undefined;
  /** Told what is wrong with a store that is open nevertheless. */
  readonly onProblem?: ((error: AnalyticsError) => void) | undefined;
}

/**
 * Opens a store for recording, and creates or migrates it where need be.
 * @throws AnalyticsError `STORE_…` or `DRIVER_MISSING`, with what to do about it
 */
export async function openStore(
  { store, idKey, durability }: StoreSettings,
  deps: OpenDeps = {},
): Promise<Store> {
  switch (store.kind) {
    case 'sqlite':
      return openSqlite({ path: linkedFile(store.options.path), idKey, durability }, deps);
    case 'postgres':
      return (await import('./postgres/store.ts')).openPostgresStore(store.options, {
        ...deps,
        idKey,
      });
  }
}

/**
 * Opens an existing store for reports; it is neither created nor migrated.
 * @throws AnalyticsError `STORE_MISSING`, another `STORE_…` or `DRIVER_MISSING`
 */
export async function openReader(
  descriptor: StoreDescriptor,
  deps: OpenDeps = {},
): Promise<ReadableStore> {
  switch (descriptor.kind) {
    case 'sqlite':
      return openSqliteReader({ path: linkedFile(descriptor.options.path) });
    case 'postgres':
      return (await import('./postgres/store.ts')).openPostgresReader(descriptor.options, deps);
  }
}

/**
 * Opens an existing store to look after its outbox; it is neither created nor migrated, and the key of
 * its pseudonyms is not needed.
 * @throws AnalyticsError `STORE_MISSING`, another `STORE_…` or `DRIVER_MISSING`
 */
export async function openOutbox(
  descriptor: StoreDescriptor,
  deps: OpenDeps = {},
): Promise<OutboxStore> {
  switch (descriptor.kind) {
    case 'sqlite':
      return openSqliteOutbox({ path: linkedFile(descriptor.options.path) });
    case 'postgres':
      return (await import('./postgres/store.ts')).openPostgresOutbox(descriptor.options, deps);
  }
}

/**
 * Opens an existing store to say who may look and what is set, on a connection of its own; it is neither
 * created nor migrated. A wrong key is found out where one is needed.
 * @throws AnalyticsError `STORE_MISSING`, another `STORE_…` or `DRIVER_MISSING`
 */
export async function openAccess(
  { store, idKey }: Pick<RecorderSettings, 'store' | 'idKey'>,
  deps: OpenDeps = {},
): Promise<AccessStore> {
  switch (store.kind) {
    case 'sqlite':
      return openSqliteAccess({ path: linkedFile(store.options.path), idKey });
    case 'postgres':
      return (await import('./postgres/store.ts')).openPostgresAccess(store.options, {
        ...deps,
        idKey,
      });
  }
}

/**
 * Opens an existing store to recount it, on a connection of its own; it is neither created nor migrated.
 * @throws AnalyticsError `STORE_MISSING`, another `STORE_…` or `DRIVER_MISSING`
 */
export async function openRecount(
  descriptor: StoreDescriptor,
  deps: OpenDeps = {},
): Promise<RecountStore> {
  switch (descriptor.kind) {
    case 'sqlite':
      return openSqliteRecount({ path: linkedFile(descriptor.options.path) });
    case 'postgres':
      return (await import('./postgres/store.ts')).openPostgresRecount(descriptor.options, deps);
  }
}

/**
 * Opens an existing store to look after its people; it is neither created nor migrated.
 * @throws AnalyticsError `STORE_MISSING`, another `STORE_…` or `DRIVER_MISSING`
 */
export async function openPeople(
  { store, idKey }: Pick<RecorderSettings, 'store' | 'idKey'>,
  deps: OpenDeps = {},
): Promise<PeopleStore> {
  switch (store.kind) {
    case 'sqlite':
      return openSqlitePeople({ path: linkedFile(store.options.path), idKey });
    case 'postgres':
      return (await import('./postgres/store.ts')).openPostgresPeople(store.options, {
        ...deps,
        idKey,
      });
  }
}
