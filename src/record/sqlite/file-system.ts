/**
 * Tells where a file lies, and whether that is on a network. SQLite's write-ahead log needs memory that all who use the file
 * share, and locks that hold: network file systems have neither (https://sqlite.org/wal.html, "WAL does
 * not work over a network filesystem").
 */

import { lstatSync, realpathSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';

/** By what Linux calls the kinds of file systems (statfs(2)). */
const NETWORKED: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x517b, 'SMB'],
  [0x01021997, '9p'],
  // what is behind it may be a local disk: a rollback journal is slower there, and as safe
  [0x65735546, 'FUSE'],
  [0x00c36400, 'Ceph'],
  [0x5346414f, 'AFS'],
  [0x786f4256, 'a folder shared by VirtualBox'],
]);

/** Answers which kind of file system a folder lies on, by number. */
export type Statfs = (folder: string) => { readonly type: number };

/**
 * Returns the name of the network file system that a file is on, or would be on; `undefined` if it is on a
 * local disk, as far as can be told. Numbers of other systems than Linux mean something else.
 */
export function networkOf(path: string, statfs: Statfs = statfsOnLinux): string | undefined {
  try {
    return NETWORKED.get(statfs(dirname(path)).type >>> 0);
  } catch {
    return undefined; // no such folder: opening the file says so
  }
}

/**
 * Returns the file that a symbolic link leads to: SQLite keeps its log beside that, and what takes its place
 * is put there. Any other path is returned as it is.
 */
export function linkedFile(path: string): string {
  try {
    return lstatSync(path).isSymbolicLink() ? realpathSync(path) : path;
  } catch {
    return path; // there is no file yet
  }
}

function statfsOnLinux(folder: string): { readonly type: number } {
  return process.platform === 'linux' ? statfsSync(folder) : { type: 0 };
}
