/**
 * The store of a bot that may run elsewhere, open for as long as its pages are served. A file that was set
 * aside meanwhile, or replaced, is opened anew.
 */

import { AnalyticsError } from '../../model/errors.ts';
import { turns } from '../../model/in-turn.ts';
import type { RecorderSettings } from '../../model/settings.ts';
import { openAccess, openPeople, openReader } from '../../record/open.ts';
import type { AccessStore, PeopleStore, ReadableStore } from '../../record/store.ts';

/** None of them records, sends, or removes what is too old. */
export interface OpenedStores {
  readonly reader: ReadableStore;
  readonly access: AccessStore;
  readonly people: PeopleStore;
}

export interface HeldStores {
  /** @throws AnalyticsError `STORE_…`, `DRIVER_MISSING`, `CLOSED` */
  use<Result>(work: (stores: OpenedStores) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** Holds the store of these settings; it is opened when it is first used. */
export function heldStores(settings: RecorderSettings): HeldStores {
  const inTurn = turns();
  let held: OpenedStores | undefined;
  let isClosed = false;
  const letGo = async (): Promise<void> => {
    const before = held;
    held = undefined;
    if (before) await closeAll(Object.values(before) as Closable[]);
  };
  const current = async (): Promise<OpenedStores> => {
    if (isClosed) throw new AnalyticsError('CLOSED', 'the pages are served no more');
    if (held?.reader.isReplaced?.()) await letGo();
    return (held ??= await openAll(settings));
  };
  return {
    use: async (work) => work(await inTurn(current)),
    close() {
      isClosed = true;
      return inTurn(letGo);
    },
  };
}

interface Closable {
  close(): Promise<void>;
}

async function openAll(settings: RecorderSettings): Promise<OpenedStores> {
  const opened: Closable[] = [];
  const keep = <Store extends Closable>(store: Store): Store => {
    opened.push(store);
    return store;
  };
  try {
    return {
      reader: keep(await openReader(settings.store)),
      access: keep(await openAccess(settings)),
      people: keep(await openPeople(settings)),
    };
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}

async function closeAll(stores: readonly Closable[]): Promise<void> {
  for (const store of stores) await store.close().catch(() => undefined);
}
