/**
 * The entry point `botbuilder-analytics/postgres`. It names a store and loads no driver: who opens the
 * store does, in its own thread.
 */

import type { PostgresOptions, PostgresStore } from './model/postgres-options.ts';

export type { PasswordFunction, PostgresOptions, PostgresStore } from './model/postgres-options.ts';
export type { TlsSettings } from './model/settings.ts';

/**
 * Names a PostgreSQL store, which any number of bot instances share. It needs the driver:
 * `npm install pg`. The options are checked by `createBotAnalytics`.
 */
export function postgres(options: PostgresOptions = {}): PostgresStore {
  return { kind: 'postgres', options };
}
