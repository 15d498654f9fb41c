/** What names a store: a path, never an address. */

const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\//i;

/** Why an address is refused. It goes without the address, which may hold a password. */
export const ADDRESS_PROBLEM =
  'is an address; this release keeps its numbers in a SQLite file: give a path';

/** Tells whether a text is an address (`postgres://…`), which SQLite would take for the name of a file. */
export function isAddress(text: string): boolean {
  return ADDRESS.test(text.trim());
}
