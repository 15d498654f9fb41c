/** The PostgreSQL store: for several processes that record and forward together. */

import type { PostgresSettings } from '../../model/settings.ts';
import { AnalyticsError } from '../../model/errors.ts';
import { pseudonyms } from '../pseudonyms.ts';
import type {
  AccessStore,
  PeopleStore,
  OutboxStore,
  ReadableStore,
  RecountStore,
  Store,
} from '../store.ts';
import { accessOn } from './access.ts';
import { profileWriter } from './audience.ts';
import { noBackup } from './backup.ts';
import { serverAt } from './connection.ts';
import type { Server, ServerDeps } from './connection.ts';
import { countsOn } from './counts.ts';
import { erasureOn } from './erasure.ts';
import { whileOpening } from './failure.ts';
import { keyOf } from './id-key.ts';
import { LATEST, checkVersion, migrate } from './migrations.ts';
import { outboxAdminOn, outboxOn, outboxReadsOn } from './outbox.ts';
import { readsOn } from './reads.ts';
import { recorderOn } from './recorder.ts';
import { recountOn } from './recount.ts';
import { retentionOn } from './retention.ts';
import { runTimeSettingsOn } from './run-time-settings.ts';
import { sealingOn } from './sealing.ts';
import { onServerTime } from './server-time.ts';
import { shapesOn } from './shapes.ts';
import { snapshotsOn } from './snapshots.ts';
import { writersOn } from './writers.ts';

export interface PostgresDeps extends ServerDeps {
  /** Key of the pseudonyms; without one the store makes its own. */
  readonly idKey?: string | undefined;
}

/**
 * Opens a store, and creates or migrates it where need be.
 * @throws AnalyticsError `DRIVER_MISSING`, `STORE_TOO_NEW`, `STORE_NOT_A_DATABASE`, `STORE_REFUSED`,
 *   `STORE_UNAVAILABLE`, `STORE_KEY_MISMATCH`
 */
export async function openPostgresStore(
  settings: PostgresSettings,
  deps: PostgresDeps = {},
): Promise<Store> {
  return opened(settings, deps, async (server) => {
    await migrate(server, settings);
    const key = await server.transaction((sql) => keyOf(sql, deps.idKey));
    const names = pseudonyms(key);
    const { record, settle, lastBatch } = recorderOn(server, {
      pseudonyms: names,
      shapes: shapesOn(),
    });
    return {
      ...readableOn(server),
      outbox: onServerTime(server, outboxOn(server)),
      outboxAdmin: outboxAdminOn(server),
      maintenance: {
        erasure: erasureOn(server, names),
        retain: retentionOn(server),
        recount: recountOn(server),
        seal: sealingOn(server),
      },
      writers: writersOn(server),
      access: accessOn(server),
      settings: runTimeSettingsOn(server),
      record,
      settle,
      lastBatch,
      setProfile: profileWriter(server, names),
      deriveKey: names.deriveKey,
    };
  });
}

/**
 * Opens an existing store for reports, on connections of its own.
 * @throws AnalyticsError `STORE_MISSING`, `STORE_OUTDATED`, and as {@link openPostgresStore}
 */
export async function openPostgresReader(
  settings: PostgresSettings,
  deps: ServerDeps = {},
): Promise<ReadableStore> {
  return opened(settings, deps, async (server) => {
    await checkReady(server, settings);
    return readableOn(server);
  });
}

/**
 * Opens an existing store to look after its outbox. Nothing is recorded, so that no key is needed.
 * @throws AnalyticsError as {@link openPostgresReader}
 */
export async function openPostgresOutbox(
  settings: PostgresSettings,
  deps: ServerDeps = {},
): Promise<OutboxStore> {
  return opened(settings, deps, async (server) => {
    await checkReady(server, settings);
    const { counts, outboxReads, close } = readableOn(server);
    return { counts, outboxReads, outboxAdmin: outboxAdminOn(server), close };
  });
}

/**
 * Opens an existing store to say who may look, and what is set.
 * @throws AnalyticsError as {@link openPostgresReader}
 */
export async function openPostgresAccess(
  settings: PostgresSettings,
  deps: PostgresDeps = {},
): Promise<AccessStore> {
  return opened(settings, deps, async (server) => {
    await checkReady(server, settings);
    return {
      access: accessOn(server),
      settings: runTimeSettingsOn(server),
      deriveKey: async (purpose) =>
        pseudonyms(await server.transaction((sql) => keyOf(sql, deps.idKey))).deriveKey(purpose),
      close: () => server.close(),
    };
  });
}

/**
 * Opens an existing store to recount it.
 * @throws AnalyticsError as {@link openPostgresReader}
 */
export async function openPostgresRecount(
  settings: PostgresSettings,
  deps: ServerDeps = {},
): Promise<RecountStore> {
  return opened(settings, deps, async (server) => {
    await checkReady(server, settings);
    return { recount: recountOn(server), close: () => server.close() };
  });
}

/**
 * Opens an existing store to look after its people.
 * @throws AnalyticsError as {@link openPostgresReader}, or `STORE_KEY_MISMATCH`
 */
export async function openPostgresPeople(
  settings: PostgresSettings,
  deps: PostgresDeps = {},
): Promise<PeopleStore> {
  return opened(settings, deps, async (server) => {
    await checkReady(server, settings);
    const names = pseudonyms(await server.transaction((sql) => keyOf(sql, deps.idKey)));
    const { counts, close } = readableOn(server);
    const setProfile = profileWriter(server, names);
    return {
      counts,
      close,
      setProfile,
      erasure: erasureOn(server, names),
      deriveKey: names.deriveKey,
    };
  });
}

async function opened<Opened>(
  settings: PostgresSettings,
  deps: ServerDeps,
  open: (server: Server) => Promise<Opened>,
): Promise<Opened> {
  const server = serverAt(settings, deps);
  try {
    return await open(server);
  } catch (error) {
    await server.close().catch(() => undefined);
    throw whileOpening(error);
  }
}

async function checkReady(server: Server, settings: PostgresSettings): Promise<void> {
  const { schema } = settings;
  const version = await server.transaction((sql) => checkVersion(sql, settings), {
    readOnly: true,
  });
  if (version === 0) {
    throw new AnalyticsError('STORE_MISSING', `the schema ${schema} holds nothing yet`, {
      details: { schema },
    });
  }
  if (version < LATEST) {
    const problem = `the schema ${schema} has version ${version}, this release needs ${LATEST}`;
    throw new AnalyticsError('STORE_OUTDATED', problem, { details: { schema, version } });
  }
}

function readableOn(server: Server): ReadableStore {
  const { query, snapshot } = snapshotsOn(server);
  return {
    kind: 'postgres',
    reads: readsOn(query),
    outboxReads: outboxReadsOn(query),
    snapshot,
    counts: countsOn(query),
    backup: noBackup,
    close: () => server.close(),
  };
}
