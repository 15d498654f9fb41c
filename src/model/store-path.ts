/** What names a store in one text: the path of a SQLite file, or the address of a PostgreSQL server. */

import { resolve } from 'node:path';

import { MEMORY } from './settings.ts';
import type { StoreDescriptor } from './settings.ts';

const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\//i;

const POSTGRES = /^postgres(?:ql)?:\/\//i;

/** Why an address is refused. It goes without the address, which may hold a password. */
export const ADDRESS_PROBLEM =
  'is an address, but not one of PostgreSQL (postgres://…): give that, or the path of a SQLite file';

/** Tells whether a text is an address (`mysql://…`), which SQLite would take for the name of a file. */
export function isAddress(text: string): boolean {
  return ADDRESS.test(text.trim());
}

/** Tells whether a text is the address of a PostgreSQL server. */
export function isPostgresAddress(text: string): boolean {
  return POSTGRES.test(text.trim());
}

/** Returns the file that a store is in, if it is in one. */
export function fileOf(store: StoreDescriptor): string | undefined {
  return store.kind === 'sqlite' ? store.options.path : undefined;
}

/** Makes a path absolute: it is one file, whatever the working folder is when a thread opens it. */
export function absolute(store: StoreDescriptor): StoreDescriptor {
  if (store.kind === 'postgres' || store.options.path === MEMORY) return store;
  return { ...store, options: { path: resolve(store.options.path) } };
}

/** Returns what a store is called in messages: an address stays unsaid. */
export function titleOf(store: StoreDescriptor): string {
  return store.kind === 'sqlite'
    ? store.options.path
    : `PostgreSQL, schema ${store.options.schema}`;
}

/**
 * Returns a text that is the same for the same store, without credentials. What the descriptor leaves
 * open is the same for the whole process.
 */
export function identityOf(store: StoreDescriptor): string {
  if (store.kind === 'sqlite') return JSON.stringify([store.kind, store.options.path]);
  const { host, port, database, schema } = store.options;
  return JSON.stringify([store.kind, host, port, database, schema]);
}
