/** What a developer may configure about a PostgreSQL store, as documented interfaces. */

import type { TlsSettings } from './settings.ts';

/** Tells the password for a new connection: the present one, where passwords change. */
export type PasswordFunction = () => string | Promise<string>;

/**
 * How the server is reached, and where the tables are. What is left out is taken from the variables
 * `PGHOST`, `PGPORT`, `PGDATABASE`, `PGUSER`, `PGPASSWORD` and `PGSSLMODE`, as every client of
 * PostgreSQL does. What the `url` names is not named a second time.
 */
export interface PostgresOptions {
  /**
   * `postgres://user:password@host:5432/database`. Behind a `?` it may name the schema
   * (`schema=analytics`), TLS (`sslmode=verify-full`, `sslrootcert=/path`) and a socket (`host=/path`).
   */
  readonly url?: string | undefined;
  /** Name or address of the server, or the folder of its socket. */
  readonly host?: string | undefined;
  /** @defaultValue 5432 */
  readonly port?: number | undefined;
  readonly database?: string | undefined;
  readonly user?: string | undefined;
  /**
   * A text, or a function that is asked on the bot's thread whenever a connection is made: for tokens
   * of managed identities. It has 4 seconds. If it throws, or takes longer, `onError` is told, and it
   * is asked again with the next try.
   */
  readonly password?: string | PasswordFunction | undefined;
  /** `true`: TLS, and a certificate that Node.js trusts. An object says more about certificates. */
  readonly ssl?: boolean | TlsSettings | undefined;
  /**
   * Schema of the tables, which is made if it is missing: letters, digits and `_`, at most 63. One
   * store has one of its own.
   * @defaultValue 'bot_analytics'
   */
  readonly schema?: string | undefined;
  /**
   * Most connections of one process for recording and delivering, 1 to 100; reports have as many of
   * their own.
   * @defaultValue 4
   */
  readonly connections?: number | undefined;
}

/** What `postgres({…})` returns. */
export interface PostgresStore {
  readonly kind: 'postgres';
  readonly options: PostgresOptions;
}
