/** The SQLite store: one connection that records and forwards, and others that only read. */

import type { Durability } from '../../model/settings.ts';
import type { EpochMs } from '../../model/time.ts';
import { pseudonyms } from '../pseudonyms.ts';
import type {
  AccessStore,
  PeopleStore,
  OutboxStore,
  ReadableStore,
  RecordDeps,
  RecountStore,
  Store,
} from '../store.ts';
import { accessOn } from './access.ts';
import { profileWriter } from './audience.ts';
import { backupOf } from './backup.ts';
import { openForChanges, openForReading, openForWriting } from './connection.ts';
import { countsOn } from './counts.ts';
import type { DatabaseLike, GuardedDatabase } from './driver.ts';
import { erasureOn } from './erasure.ts';
import { whileOpen, whileReading } from './failure.ts';
import { keyOf } from './id-key.ts';
import { outboxAdminOn, outboxReadsOn } from './outbox-admin.ts';
import { journalOn, outboxOn } from './outbox.ts';
import { readsOn } from './reads.ts';
import { recorderOn } from './recorder.ts';
import { recountOn } from './recount.ts';
import { retentionOn } from './retention.ts';
import { runTimeSettingsOn } from './run-time-settings.ts';
import { sealingOn } from './sealing.ts';
import { writersOn } from './writers.ts';

export interface SqliteStoreOptions {
  /** File, or `:memory:`. */
  readonly path: string;
  /** Key of the pseudonyms; without one the store makes its own. */
  readonly idKey?: string | undefined;
  readonly durability: Durability;
  /** It lies on a network; absent = that is found out. */
  readonly isNetworked?: boolean | undefined;
}

/**
 * Opens a store, and creates or migrates it where need be.
 * @throws AnalyticsError `DRIVER_MISSING`, `STORE_TOO_NEW`, `STORE_NOT_A_DATABASE`, `STORE_DAMAGED`,
 *   `STORE_UNWRITABLE`, `STORE_UNAVAILABLE`, `STORE_KEY_MISMATCH`
 */
export function openSqliteStore(options: SqliteStoreOptions): Store {
  const { path, idKey, durability, isNetworked } = options;
  const db = openForWriting(path, durability, isNetworked);
  try {
    const names = pseudonyms(keyOf(db, idKey));
    const journal = journalOn(db);
    const recorder = recorderOn(db, names, journal);
    const setProfile = profileWriter(db, names);
    const readable = readableOn(db);
    return {
      ...readable,
      outbox: telling(outboxOn(db, journal)),
      outboxAdmin: outboxAdminOn(db, journal),
      maintenance: {
        erasure: erasureOn(db, { path, names, journal, forgetStates: recorder.forget }),
        retain: retentionOn(db, path),
        recount: recountOn(db),
        seal: sealingOn(db),
      },
      writers: telling(writersOn(db)),
      access: telling(accessOn(db)),
      settings: telling(runTimeSettingsOn(db)),
      record: async (batch, deps) => recorder.record(batch, deps),
      ...telling({
        settle: async (now: EpochMs, deps: RecordDeps) => recorder.settle(now, deps),
        counts: readable.counts,
        lastBatch: async (writer: string) => recorder.lastBatch(writer),
      }),
      setProfile: async (person, profile) => setProfile(person, profile),
      deriveKey: names.deriveKey,
      close: async () => {
        writeBack(db);
        await readable.close();
      },
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
  const isReplaced = (): boolean => db.guard?.isReplaced() ?? false;
  return { ...readableOn(db), snapshot: snapshotOn(db), isReplaced };
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

/**
 * Opens an existing store to look after its people.
 * @throws AnalyticsError as {@link openSqliteReader}, or `STORE_KEY_MISMATCH`
 */
export function openSqlitePeople({
  path,
  idKey,
}: Pick<SqliteStoreOptions, 'path' | 'idKey'>): PeopleStore {
  const db = openForChanges(path);
  try {
    const names = pseudonyms(keyOf(db, idKey));
    const forgetStates = (): void => undefined; // it records nothing
    const erasure = erasureOn(db, { path, names, journal: journalOn(db), forgetStates });
    const { counts, close } = readableOn(db);
    const setProfile = profileWriter(db, names);
    return {
      counts,
      close,
      erasure,
      setProfile: async (person, profile) => setProfile(person, profile),
      deriveKey: names.deriveKey,
    };
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Opens an existing store to say who may look, and what is set.
 * @throws AnalyticsError as {@link openSqliteReader}
 */
export function openSqliteAccess({
  path,
  idKey,
}: Pick<SqliteStoreOptions, 'path' | 'idKey'>): AccessStore {
  const db = openForChanges(path);
  const { close } = readableOn(db);
  return {
    close,
    access: telling(accessOn(db)),
    settings: telling(runTimeSettingsOn(db)),
    deriveKey: async (purpose) => pseudonyms(keyOf(db, idKey)).deriveKey(purpose),
  };
}

/**
 * Opens an existing store to recount it, on a connection of its own.
 * @throws AnalyticsError as {@link openSqliteReader}
 */
export function openSqliteRecount({ path }: Pick<SqliteStoreOptions, 'path'>): RecountStore {
  const db = openForChanges(path);
  const { close } = readableOn(db);
  return { close, recount: recountOn(db) };
}

/** One at a time: questions are asked one after the other. */
function snapshotOn(db: DatabaseLike): ReadableStore['snapshot'] {
  return (run) =>
    reading(async () => {
      db.exec('BEGIN');
      try {
        return await run();
      } finally {
        db.exec('ROLLBACK'); // which a damaged file does not hinder, as it does COMMIT
      }
    });
}

/** A reader mends nothing: of what is damaged it says so. */
async function reading<Result>(run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    throw whileReading(error);
  }
}

/** What is read outside of a transaction, and fails, says what it means as well. */
function telling<Port extends object>(port: Port): Port {
  const methods = Object.entries(port).map(([name, method]) => [name, toldOf(method as AnyMethod)]);
  return Object.fromEntries(methods) as Port;
}

type AnyMethod = (...args: readonly unknown[]) => Promise<unknown>;

/** It is run at once, as the port promises. */
function toldOf(method: AnyMethod): AnyMethod {
  return (...args) =>
    method(...args).catch((error: unknown) => {
      throw whileOpen(error);
    });
}

/**
 * Writes the log back into the file and empties it, so that the next start sees that all was closed: where
 * a reader closes last, SQLite would leave it as it is.
 */
function writeBack(db: GuardedDatabase): void {
  try {
    if (db.guard && !db.guard.isReplaced()) db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch {
    // closed before, or failing: the log stays, and is read at the next start
  }
}

function readableOn(db: GuardedDatabase): ReadableStore {
  const counts = countsOn(db);
  return {
    kind: 'sqlite',
    reads: readsOn(db),
    outboxReads: outboxReadsOn(db),
    // on the connection that writes, nothing is written while reads follow each other without a pause
    snapshot: reading,
    counts: async () => counts(),
    backup: async (file) => backupOf(db, file),
    close: async () => {
      db.close();
      db.guard?.leave();
    },
  };
}
