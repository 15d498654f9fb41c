/**
 * The subset of a SQLite driver that this store needs, described by its shape: `better-sqlite3` fits,
 * and the built-in `node:sqlite` can stand in later.
 */

import { createRequire } from 'node:module';

import { AnalyticsError } from '../../model/errors.ts';

export type SqlValue = string | number | bigint | Uint8Array | null;

export interface RunResult {
  readonly changes: number;
  readonly lastInsertRowid: number | bigint;
}

/** Values for `@name` in a statement. */
export type NamedValues = Readonly<Record<string, SqlValue>>;

export interface StatementLike {
  run(...values: readonly (SqlValue | NamedValues)[]): RunResult;
  /** The first row, or `undefined`. */
  get(...values: readonly (SqlValue | NamedValues)[]): unknown;
  all(...values: readonly (SqlValue | NamedValues)[]): unknown[];
}

export interface DatabaseLike {
  prepare(sql: string): StatementLike;
  exec(sql: string): unknown;
  close(): unknown;
}

/** A connection to a file, which notices when that is gone. */
export interface GuardedDatabase extends DatabaseLike {
  /** Absent where there is no file. */
  readonly guard?: FileGuard | undefined;
}

export interface FileGuard {
  /** @throws AnalyticsError `STORE_UNAVAILABLE`, with what became of the file */
  check(): void;
  isReplaced(): boolean;
  /** To be called when the connection is closed: it takes its log along, if its file is gone. */
  leave(): void;
}

export interface OpenOptions {
  readonly readonly: boolean;
  readonly fileMustExist: boolean;
  /** How long a statement waits for a lock, in milliseconds. */
  readonly timeout: number;
}

export type DriverLike = new (path: string, options: OpenOptions) => DatabaseLike;

const DRIVER = 'better-sqlite3';

/**
 * Loads the driver: an optional dependency, so that a bot can be installed where it cannot be built.
 * @throws AnalyticsError `DRIVER_MISSING` with the reason as cause
 */
export function loadDriver(
  load: (name: string) => unknown = createRequire(__filename),
): DriverLike {
  try {
    return load(DRIVER) as DriverLike;
  } catch (cause) {
    throw driverMissing(cause);
  }
}

/** The addon itself is loaded when the first database is opened: a wrong binary is noticed only then. */
export function driverMissing(cause: unknown): AnalyticsError {
  return new AnalyticsError('DRIVER_MISSING', `${DRIVER} could not be loaded`, { cause });
}
