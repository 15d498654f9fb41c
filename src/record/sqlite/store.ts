/** The SQLite store: one connection that records and forwards, and others that only read. */

import type { Durability } from '../../model/settings.ts';
import { pseudonyms } from '../pseudonyms.ts';
import type { OutboxStore, ReadableStore, Store } from '../store.ts';
import { profileWriter } from './audience.ts';
import { openForChanges, openForReading, openForWriting } from './connection.ts';
import { countsOn } from './counts.ts';
import type { DatabaseLike } from './driver.ts';
import { keyOf } from './id-key.ts';
import { outboxAdminOn, outboxReadsOn } from './outbox-admin.ts';
import { journalOn, outboxOn } from './outbox.ts';
import { readsOn } from './reads.ts';
import { recorderOn } from './recorder.ts';

export interface SqliteStoreOptions {
  /** File, or `:memory:`. */
  readonly path: string;
  /** Key of the pseudonyms; without one the store makes its own. */
  readonly idKey?: string | undefined;
  readonly durability: Durability;
}

/**
 * Opens a store, and creates or migrates it where need be.
 * @throws AnalyticsError `DRIVER_MISSING`, `STORE_TOO_NEW`, `STORE_NOT_A_DATABASE`,
 *   `STORE_UNWRITABLE`, `STORE_UNAVAILABLE`, `STORE_KEY_MISMATCH`
 */
export function openSqliteStore({ path, idKey, durability }: SqliteStoreOptions): Store {
  const db = openForWriting(path, durability);
  try {
    const names = pseudonyms(keyOf(db, idKey));
    const journal = journalOn(db);
    const recorder = recorderOn(db, names, journal);
    const setProfile = profileWriter(db, names);
    return {
      ...readableOn(db),
      outbox: outboxOn(db, journal),
      outboxAdmin: outboxAdminOn(db, journal),
      record: async (batch, deps) => recorder.record(batch, deps),
      settle: async (now, deps) => recorder.settle(now, deps),
      setProfile: async (person, profile) => setProfile(person, profile),
      lastBatch: async (writer) => recorder.lastBatch(writer),
      deriveKey: names.deriveKey,
    };
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Opens an existing store for reports, on a connection of its own.
 * @throws AnalyticsError `STORE_MISSING`, `DRIVER_MISSING`, `STORE_TOO_NEW`, `STORE_NOT_A_DATABASE`,
 *   `STORE_UNWRITABLE`, `STORE_UNAVAILABLE`
 */
export function openSqliteReader({ path }: Pick<SqliteStoreOptions, 'path'>): ReadableStore {
  const db = openForReading(path);
  return { ...readableOn(db), snapshot: snapshotOn(db) };
}

/**
 * Opens an existing store to look after its outbox. Nothing is recorded, so that no key is needed.
 * @throws AnalyticsError as {@link openSqliteReader}
 */
export function openSqliteOutbox({ path }: Pick<SqliteStoreOptions, 'path'>): OutboxStore {
  const db = openForChanges(path);
  const { counts, outboxReads, close } = readableOn(db);
  return { counts, outboxReads, outboxAdmin: outboxAdminOn(db, journalOn(db)), close };
}

/** One at a time: questions are asked one after the other. */
function snapshotOn(db: DatabaseLike): ReadableStore['snapshot'] {
  return async (run) => {
    db.exec('BEGIN');
    try {
      return await run();
    } finally {
      db.exec('COMMIT');
    }
  };
}

function readableOn(db: DatabaseLike): ReadableStore {
  const counts = countsOn(db);
  return {
    kind: 'sqlite',
    reads: readsOn(db),
    outboxReads: outboxReadsOn(db),
    // on the connection that writes, nothing is written while reads follow each other without a pause
    snapshot: (run) => run(),
    counts: async () => counts(),
    close: async () => {
      db.close();
    },
  };
}
