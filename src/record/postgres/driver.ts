/**
 * The subset of the driver `pg` that this store needs, described by its shape: it is an optional peer
 * dependency.
 */

import { createRequire } from 'node:module';
import type { ConnectionOptions } from 'node:tls';

import { AnalyticsError } from '../../model/errors.ts';

export type SqlValue = string | number | Uint8Array | null | readonly (string | number | null)[];

export interface QueryConfig {
  readonly text: string;
  readonly values?: readonly SqlValue[] | undefined;
  /** Longest wait for the answer, in milliseconds. */
  readonly query_timeout: number;
}

export interface ResultLike {
  readonly rows: unknown[];
  readonly rowCount: number | null;
  /** What it was: `COMMIT`, `ROLLBACK`, `SELECT` … */
  readonly command: string;
}

export interface ClientLike {
  query(config: QueryConfig): Promise<ResultLike>;
  /** @param destroy its connection is of no use any more */
  release(destroy?: boolean): void;
}

/** A connection, whoever uses it. */
export interface ConnectionLike {
  on(event: 'error', listener: (error: Error) => void): unknown;
}

export interface PoolLike {
  connect(): Promise<ClientLike>;
  end(): Promise<void>;
  /** A connection that nobody uses just now has failed. */
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'connect', listener: (connection: ConnectionLike) => void): unknown;
}

/** What `pg` is told about the server. */
export interface PoolConfig {
  readonly connectionString?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly database?: string | undefined;
  readonly user?: string | undefined;
  readonly password?: string | (() => Promise<string>) | undefined;
  readonly ssl?: boolean | ConnectionOptions | undefined;
  readonly application_name: string;
  readonly max: number;
  readonly connectionTimeoutMillis: number;
  readonly idleTimeoutMillis: number;
  readonly keepAlive: boolean;
  readonly allowExitOnIdle: boolean;
  readonly types: {
    readonly getTypeParser: (type: number, format?: string) => (text: never) => unknown;
  };
}

export interface DriverLike {
  readonly Pool: new (config: PoolConfig) => PoolLike;
  readonly types: PoolConfig['types'];
}

const DRIVER = 'pg';

/**
 * Loads the driver.
 * @throws AnalyticsError `DRIVER_MISSING` with the reason as cause
 */
export function loadDriver(
  load: (name: string) => unknown = createRequire(__filename),
): DriverLike {
  try {
    return load(DRIVER) as DriverLike;
  } catch (cause) {
    throw new AnalyticsError('DRIVER_MISSING', `${DRIVER} could not be loaded`, { cause });
  }
}
