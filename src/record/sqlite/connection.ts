/** Opens a SQLite file for the recorder, or for reports, which never create or migrate one. */

import { closeSync, existsSync, openSync } from 'node:fs';

import { AnalyticsError } from '../../model/errors.ts';
import { MEMORY } from '../../model/settings.ts';
import type { Durability } from '../../model/settings.ts';
import { driverMissing, loadDriver } from './driver.ts';
import type { DatabaseLike, DriverLike, OpenOptions } from './driver.ts';
import { isSqliteError, whileOpening } from './failure.ts';
import { MIGRATIONS, checkVersion, migrate } from './migrations.ts';

/** How long a statement waits for another process' lock; the recorder tries again by itself. */
const BUSY_TIMEOUT_MS = 200;

/** The same where nobody tries again, and a person waits. */
const PATIENT_TIMEOUT_MS = 5_000;

/** Readable by the bot alone: pseudonyms are personal data. WAL files take the mode over. */
const FILE_MODE = 0o600;

/** The first without the WAL-reset corruption bug (https://sqlite.org/releaselog/3_51_3.html). */
const OLDEST_SQLITE = [3, 51, 3] as const;

const PRAGMAS = `
PRAGMA journal_mode = WAL;
PRAGMA foreign_keys = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -16000;
PRAGMA wal_autocheckpoint = 4000;
`;

const SYNCHRONOUS: Readonly<Record<Durability, string>> = {
  balanced: 'PRAGMA synchronous = NORMAL;',
  strict: 'PRAGMA synchronous = FULL;',
};

/**
 * Opens the file for writing, creates it (mode 0600) and brings its schema up to date.
 * @throws AnalyticsError `DRIVER_MISSING`, `STORE_TOO_NEW`, `STORE_NOT_A_DATABASE`, `STORE_UNWRITABLE`, `STORE_UNAVAILABLE`
 */
export function openForWriting(path: string, durability: Durability): DatabaseLike {
  return opened(path, () => {
    const Driver = loadDriver();
    if (path !== MEMORY) createFile(path);
    return prepared(connect(Driver, path, FOR_WRITING), (db) => {
      checkSqlite(db);
      checkVersion(db, path);
      db.exec(PRAGMAS);
      db.exec(SYNCHRONOUS[durability]);
      migrate(db, path);
    });
  });
}

/**
 * Opens an existing file for reading.
 * @throws AnalyticsError `STORE_MISSING`, `STORE_OUTDATED`, `STORE_TOO_NEW`, `STORE_NOT_A_DATABASE`, `DRIVER_MISSING`, `STORE_UNAVAILABLE`
 */
export function openForReading(path: string): DatabaseLike {
  return openExisting(path, FOR_READING);
}

/**
 * Opens an existing file to change what is in it, which is neither creating nor migrating it.
 * @throws AnalyticsError as {@link openForReading}, or `STORE_UNWRITABLE`
 */
export function openForChanges(path: string): DatabaseLike {
  const db = openExisting(path, FOR_CHANGES);
  return opened(path, () =>
    prepared(db, () => {
      db.exec(PRAGMAS);
      db.exec(SYNCHRONOUS.strict);
    }),
  );
}

function openExisting(path: string, options: OpenOptions): DatabaseLike {
  return opened(path, () => {
    const Driver = loadDriver();
    if (path === MEMORY || !existsSync(path)) throw missing(path, 'does not exist');
    return prepared(connect(Driver, path, options), (db) => {
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

/** The first connection loads the addon: an error that is none of SQLite's comes from there. */
function connect(Driver: DriverLike, path: string, options: OpenOptions): DatabaseLike {
  try {
    return new Driver(path, options);
  } catch (error) {
    throw isSqliteError(error) ? error : driverMissing(error);
  }
}

function createFile(path: string): void {
  closeSync(openSync(path, 'a', FILE_MODE));
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
