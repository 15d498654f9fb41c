/** Opens a SQLite file for the recorder, or for reports, which never create or migrate one. */

import { closeSync, existsSync, openSync } from 'node:fs';

import { AnalyticsError } from '../../model/errors.ts';
import { MEMORY } from '../../model/settings.ts';
import type { Durability } from '../../model/settings.ts';
import { connect } from './connect.ts';
import type { DatabaseLike, GuardedDatabase, OpenOptions } from './driver.ts';
import { whileOpening } from './failure.ts';
import { guardOf, identityOf } from './file-guard.ts';
import { networkOf } from './file-system.ts';
import { MIGRATIONS, checkVersion, migrate } from './migrations.ts';
import { beingMended, isBeingMended } from './set-aside.ts';

/** How long a statement waits for another process' lock; the recorder tries again by itself. */
const BUSY_TIMEOUT_MS = 200;

/** The same where nobody tries again, and a person waits. */
const PATIENT_TIMEOUT_MS = 5_000;

/** Readable by the bot alone: pseudonyms are personal data. WAL files take the mode over. */
const FILE_MODE = 0o600;

/** The first without the WAL-reset corruption bug (https://sqlite.org/releaselog/3_51_3.html). */
const OLDEST_SQLITE = [3, 51, 3] as const;

const PRAGMAS = `
PRAGMA foreign_keys = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -16000;
PRAGMA wal_autocheckpoint = 4000;
`;

const SYNCHRONOUS: Readonly<Record<Durability, string>> = {
  balanced: 'PRAGMA synchronous = NORMAL;',
  strict: 'PRAGMA synchronous = FULL;',
  memory: 'PRAGMA synchronous = OFF;',
};

/** Without a log, less than this may cost the file when the power fails. */
const SYNCHRONOUS_WITHOUT_LOG = 'PRAGMA synchronous = FULL;';

/**
 * Opens the file for writing, creates it (mode 0600) and brings its schema up to date.
 * @param isNetworked it lies on a network, where a write-ahead log does not work
 * @throws AnalyticsError `DRIVER_MISSING`, `STORE_TOO_NEW`, `STORE_NOT_A_DATABASE`, `STORE_DAMAGED`,
 *   `STORE_UNWRITABLE`, `STORE_UNAVAILABLE`
 */
export function openForWriting(
  path: string,
  durability: Durability,
  isNetworked: boolean = isOnNetwork(path),
): GuardedDatabase {
  return opened(path, () => {
    if (path !== MEMORY) createFile(path);
    return guarded(path, isNetworked, () =>
      prepared(connect(path, FOR_WRITING), (opening) => {
        checkSqlite(opening);
        checkVersion(opening, path);
        setUp(opening, durability, isNetworked);
        migrate(opening, path);
      }),
    );
  });
}

function setUp(db: DatabaseLike, durability: Durability, isNetworked: boolean): void {
  db.exec(`PRAGMA journal_mode = ${isNetworked ? 'DELETE' : 'WAL'}`);
  db.exec(PRAGMAS);
  db.exec(isNetworked ? SYNCHRONOUS_WITHOUT_LOG : SYNCHRONOUS[durability]);
}

/** What is in the place of the file since before it was opened is not what is open. */
function guarded(path: string, isNetworked: boolean, open: () => DatabaseLike): GuardedDatabase {
  if (path === MEMORY) return open();
  const before = identityOf(path);
  return Object.assign(open(), { guard: guardOf(path, { isNetworked, before }) });
}

function isOnNetwork(path: string): boolean {
  return path !== MEMORY && networkOf(path) !== undefined;
}

/**
 * Opens an existing file for reading.
 * @throws AnalyticsError `STORE_MISSING`, `STORE_OUTDATED`, `STORE_TOO_NEW`, `STORE_NOT_A_DATABASE`, `STORE_DAMAGED`,
 *   `DRIVER_MISSING`, `STORE_UNAVAILABLE`
 */
export function openForReading(path: string): GuardedDatabase {
  return guarded(path, isOnNetwork(path), () => openExisting(path, FOR_READING));
}

/**
 * Opens an existing file to change what is in it, which is neither creating nor migrating it.
 * @throws AnalyticsError as {@link openForReading}, or `STORE_UNWRITABLE`
 */
export function openForChanges(path: string): GuardedDatabase {
  const isNetworked = isOnNetwork(path);
  return guarded(path, isNetworked, () => {
    const db = openExisting(path, FOR_CHANGES);
    return opened(path, () => prepared(db, () => setUp(db, 'strict', isNetworked)));
  });
}

function openExisting(path: string, options: OpenOptions): DatabaseLike {
  return opened(path, () => {
    if (path === MEMORY || !existsSync(path)) throw missing(path, 'does not exist');
    return prepared(connect(path, options), (db) => {
      checkSqlite(db);
      const version = checkVersion(db, path);
      if (version === 0) throw missing(path, 'holds nothing yet');
      if (version < MIGRATIONS.length) throw outdated(path, version);
    });
  });
}

function opened(path: string, open: () => DatabaseLike): DatabaseLike {
  try {
    return open();
  } catch (error) {
    throw whileOpening(error, path);
  }
}

function prepared(db: DatabaseLike, prepare: (db: DatabaseLike) => void): DatabaseLike {
  try {
    prepare(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

const FOR_WRITING = { readonly: false, fileMustExist: false, timeout: BUSY_TIMEOUT_MS } as const;
const FOR_READING = { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS } as const;
const FOR_CHANGES = { readonly: false, fileMustExist: true, timeout: PATIENT_TIMEOUT_MS } as const;

/**
 * One that is there is not touched: when a process closes a file, it loses all locks that it has on it,
 * those of other connections of this process among them.
 */
function createFile(path: string): void {
  if (isBeingMended(path)) throw beingMended(path);
  if (!existsSync(path)) closeSync(openSync(path, 'a', FILE_MODE));
}

function outdated(path: string, version: number): AnalyticsError {
  const problem = `${path} has schema version ${version}, this release needs ${MIGRATIONS.length}`;
  return new AnalyticsError('STORE_OUTDATED', problem, { details: { path, version } });
}

function missing(path: string, problem: string): AnalyticsError {
  return new AnalyticsError('STORE_MISSING', `${path} ${problem}`, { details: { path } });
}

function checkSqlite(db: DatabaseLike): void {
  const { version } = db.prepare('SELECT sqlite_version() AS version').get() as {
    readonly version: string;
  };
  if (isOlder(version.split('.').map(Number))) {
    const problem = `the driver brings SQLite ${version}, ${OLDEST_SQLITE.join('.')} is needed`;
    throw new AnalyticsError('DRIVER_MISSING', problem, { details: { version } });
  }
}

function isOlder(version: readonly number[]): boolean {
  for (const [index, needed] of OLDEST_SQLITE.entries()) {
    const part = version[index] ?? 0;
    if (part !== needed) return part < needed;
  }
  return false;
}
