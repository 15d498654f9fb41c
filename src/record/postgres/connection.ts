/**
 * Connections to the server, and the transactions that everything runs in: what a transaction sets
 * ends with it, so that a pooler may hand each to another connection.
 */

import type { ConnectionOptions } from 'node:tls';

import type { PostgresSettings } from '../../model/settings.ts';
import { SECOND_MS } from '../../model/time.ts';
import { loadDriver } from './driver.ts';
import type { ClientLike, DriverLike, PoolLike, SqlValue } from './driver.ts';
import { isLost, isRetryable, notConnected, whileOpen } from './failure.ts';

/** Statements of one transaction. */
export interface Sql {
  /** Returns the rows; numbers of any width are numbers. */
  query<Row>(text: string, values?: readonly SqlValue[]): Promise<readonly Row[]>;
  /** Returns how many rows were touched. */
  run(text: string, values?: readonly SqlValue[]): Promise<number>;
}

export interface TransactionOptions {
  /** Sees one moment and writes nothing. */
  readonly readOnly?: boolean | undefined;
  /** Longest time of one statement; absent = {@link STATEMENT_TIMEOUT_MS}. */
  readonly timeoutMs?: number | undefined;
}

/** A server, as this store uses it. */
export interface Server {
  /**
   * Runs `work` in a transaction: all of what it writes is kept, or, if it throws, nothing. Where it
   * met another one, `work` is run again, from its beginning.
   * @throws AnalyticsError `STORE_UNAVAILABLE` for what may pass
   */
  transaction<Result>(
    work: (sql: Sql) => Promise<Result>,
    options?: TransactionOptions,
  ): Promise<Result>;
  /** Idempotent. */
  close(): Promise<void>;
}

/** Longest time to connect, and of one statement of the recorder. */
const CONNECT_TIMEOUT_MS = 5 * SECOND_MS;
const STATEMENT_TIMEOUT_MS = 30 * SECOND_MS;

/** Who holds locks and says nothing is frozen or gone: the server ends its transaction. */
const IDLE_TIMEOUT_MS = 10 * SECOND_MS;

/** How much longer the driver waits than the server would: a server that is gone says nothing. */
const PATIENCE_MS = 5 * SECOND_MS;

/** How often a transaction that met another one is run. */
const TRIES = 8;

export interface ServerDeps {
  /** Asked for each new connection, where the settings say so. */
  readonly password?: (() => Promise<string>) | undefined;
}

/** Makes the connections to a server; none is opened before it is needed. */
export function serverAt(settings: PostgresSettings, deps: ServerDeps = {}): Server {
  const driver = loadDriver();
  const pool = poolOf(driver, settings, deps);
  // who uses a connection is told by its own query; an error that nobody listens to ends the process
  pool.on('error', () => undefined);
  pool.on('connect', (connection) => connection.on('error', () => undefined));
  const schema = quoted(settings.schema);
  let closing: Promise<void> | undefined;
  return {
    transaction: async (work, options = {}) => {
      for (let tries = 1; ; tries++) {
        try {
          return await once(
            pool,
            { begin: beginning(schema, options), waitMs: waitOf(options) },
            work,
          );
        } catch (error) {
          if (!isRetryable(error) || tries === TRIES) throw whileOpen(error);
          await pause(tries);
        }
      }
    },
    close: () => (closing ??= pool.end()),
  };
}

/** Writes a name so that it means itself. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function poolOf(driver: DriverLike, settings: PostgresSettings, deps: ServerDeps): PoolLike {
  const { url, host, port, database, user, ssl, connections } = settings;
  return new driver.Pool({
    connectionString: url,
    host,
    port,
    database,
    user,
    password: settings.asksPassword ? deps.password : settings.password,
    ssl: ssl as boolean | ConnectionOptions | undefined,
    application_name: 'botbuilder-analytics',
    max: connections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: 30 * SECOND_MS,
    keepAlive: true,
    allowExitOnIdle: true,
    types: {
      getTypeParser: (type, format) =>
        type === INT8
          ? (Number as (text: never) => unknown)
          : driver.types.getTypeParser(type, format),
    },
  });
}

/** Numbers of eight bytes; ours are all below 2^53. */
const INT8 = 20;

function timeoutOf({ timeoutMs }: TransactionOptions): number {
  return timeoutMs ?? STATEMENT_TIMEOUT_MS;
}

function waitOf(options: TransactionOptions): number {
  return timeoutOf(options) + PATIENCE_MS;
}

/** Whatever the role's own defaults are: who has waited for a lock sees what the other has written. */
const BEGIN = 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE';

/** One round trip: what is set ends with the transaction. */
function beginning(schema: string, options: TransactionOptions): string {
  return [
    options.readOnly ? 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY' : BEGIN,
    `SET LOCAL search_path TO ${schema}`,
    `SET LOCAL statement_timeout TO ${timeoutOf(options)}`,
    `SET LOCAL idle_in_transaction_session_timeout TO ${IDLE_TIMEOUT_MS}`,
  ].join('; ');
}

interface Begun {
  readonly begin: string;
  /** Longest wait for an answer, in milliseconds. */
  readonly waitMs: number;
}

async function once<Result>(
  pool: PoolLike,
  { begin, waitMs }: Begun,
  work: (sql: Sql) => Promise<Result>,
): Promise<Result> {
  const client = await connected(pool);
  const sql = sqlOn(client, waitMs);
  let isBroken = false;
  try {
    await begun(sql, begin);
    const result = await work(sql);
    await commit(client, waitMs);
    return result;
  } catch (error) {
    isBroken = isLost(error) || !(await rolledBack(sql));
    throw error;
  } finally {
    client.release(isBroken);
  }
}

/** What fails before anything was asked says nothing about what was to be asked. */
async function connected(pool: PoolLike): Promise<ClientLike> {
  try {
    return await pool.connect();
  } catch (error) {
    throw notConnected(error);
  }
}

async function begun(sql: Sql, begin: string): Promise<void> {
  try {
    await sql.run(begin);
  } catch (error) {
    throw isLost(error) ? notConnected(error) : error;
  }
}

/** A transaction in which something has failed is ended by a commit, but not committed. */
async function commit(client: ClientLike, waitMs: number): Promise<void> {
  const { command } = await client.query({ text: 'COMMIT', query_timeout: waitMs });
  if (command !== 'COMMIT') throw new Error('a statement has failed, and nobody was told');
}

async function rolledBack(sql: Sql): Promise<boolean> {
  try {
    await sql.run('ROLLBACK');
    return true;
  } catch {
    return false;
  }
}

function sqlOn(client: ClientLike, waitMs: number): Sql {
  return {
    query: async <Row>(text: string, values?: readonly SqlValue[]) =>
      (await client.query({ text, values, query_timeout: waitMs })).rows as Row[],
    run: async (text, values) =>
      (await client.query({ text, values, query_timeout: waitMs })).rowCount ?? 0,
  };
}

/** Long enough that those who met do not meet again. */
function pause(tries: number): Promise<void> {
  const ms = Math.random() * 10 * 2 ** Math.min(tries, 5);
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
