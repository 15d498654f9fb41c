/** What a path leads to. */

import type { Stats } from 'node:fs';
import { readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

export interface Target {
  /** Path of the file itself, links followed. */
  readonly path: string;
  /** It is an ordinary file, or none yet: not a pipe, a terminal or the like. */
  readonly isFile: boolean;
}

/** Where the system keeps its devices, and what a process has open: `/dev/stdout` may be any file. */
const DEVICES = /^\/(?:dev|proc)\//;

/** Follows a path to what is written. A folder is no target, and neither is what a slash at the end names. */
export async function targetOf(path: string): Promise<Target> {
  const found = await statOf(path);
  if (found?.isDirectory()) throw systemError('EISDIR', path);
  if (found && (!found.isFile() || DEVICES.test(resolve(path)))) return { path, isFile: false };
  if (found) return { path: await realpath(path), isFile: true };
  if (isNamedAsFolder(path)) throw systemError('ENOENT', path);
  return { path: await endOfLinks(path), isFile: true };
}

/** Tells whether a file is a database or one that belongs to it, by whichever name. */
export async function isOfStore(path: string, store: string): Promise<boolean> {
  const end = await endOfLinks(store);
  const files = ['', '-wal', '-shm', '-journal'].map((suffix) => `${end}${suffix}`);
  const others = await Promise.all(files.map(identityOf));
  return others.includes(await identityOf(path));
}

/** Returns the folder in which a path has to be: of `new/` it is `new`. */
export function folderOf(path: string): string {
  return isNamedAsFolder(path) ? path.replace(/[\\/]+$/, '') : dirname(path);
}

function isNamedAsFolder(path: string): boolean {
  return path.endsWith('/') || (process.platform === 'win32' && path.endsWith('\\'));
}

/** Files with the same identity are one file. One that is not there yet is known by its folder. */
async function identityOf(path: string): Promise<string> {
  const found = await statOf(path);
  if (found) return `${found.dev}:${found.ino}`;
  const folder = await realpath(dirname(path)).catch(() => resolve(dirname(path)));
  return join(folder, basename(path));
}

/** Most links that are followed one after the other. */
const MAX_LINKS = 40;

/** Follows links, also to what is not there. */
async function endOfLinks(path: string): Promise<string> {
  let end = path;
  for (let i = 0; i < MAX_LINKS; i++) {
    const next = await readlink(end).catch(() => undefined);
    if (next === undefined) return end;
    end = resolve(dirname(end), next);
  }
  throw systemError('ELOOP', path);
}

/** Returns nothing if there is nothing. */
async function statOf(path: string): Promise<Stats | undefined> {
  return stat(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
}

/** An error as the system would tell it. */
function systemError(code: string, path: string): Error {
  return Object.assign(new Error(code), { code, path, syscall: 'open' });
}
