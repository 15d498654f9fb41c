/** Names of users, as they are searched. */

/** Returns what a name is searched by: without regard to case and form. */
export function foldName(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}
