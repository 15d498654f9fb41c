/** Files that are there in full or not at all. */

import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { AnalyticsError } from '../model/errors.ts';
import { folderOf, isOfStore, targetOf } from './target.ts';

type Chunks = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

/**
 * Writes a file under a temporary name beside it, as fast as the disk takes it, and renames it. A pipe or
 * a terminal is written to as it comes.
 * @param store path of a database that is not to be written over, nor the files that belong to it
 * @throws AnalyticsError `EXPORT_UNWRITABLE`, and what the chunks throw
 */
export async function writeFileAtOnce(
  path: string,
  chunks: Chunks,
  store: string | undefined,
): Promise<void> {
  try {
    const target = await targetOf(path);
    if (store !== undefined && (await isOfStore(target.path, store))) throw overwritten(path);
    if (target.isFile) await writeAndRename(target.path, chunks);
    else await pipeline(Readable.from(chunks), createWriteStream(target.path, { flags: 'a' }));
  } catch (error) {
    throw writeError(error, path);
  }
}

async function writeAndRename(path: string, chunks: Chunks): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await pipeline(Readable.from(chunks), createWriteStream(draft, { flags: 'wx' }));
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}

function overwritten(path: string): AnalyticsError {
  const problem = `cannot write "${path}": it is the store that the reports are read from`;
  return new AnalyticsError('EXPORT_UNWRITABLE', problem, { details: { path } });
}

/** Makes a folder, and those above it, where it is missing. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    throw writeError(error, path);
  }
}

export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** What the system's words for a path that cannot be written mean. */
const PROBLEMS: Readonly<Record<string, (path: string) => string>> = {
  ENOENT: (path) => `there is no folder "${folderOf(path)}"`,
  ENOTDIR: (path) => `"${folderOf(path)}" is no folder`,
  ELOOP: () => 'it is a link that leads to itself',
  EEXIST: () => 'there is a file of this name, and a folder is needed',
  EISDIR: () => 'there is a folder of this name, and a file is needed',
  EACCES: () => 'it may not be written',
  EPERM: () => 'it may not be written',
  EROFS: () => 'it may not be written',
  ENOSPC: () => 'the disk is full',
};

/** Only what the system says of the path is about the path; the rest passes through. */
function writeError(error: unknown, path: string): unknown {
  if (AnalyticsError.is(error) || !(error instanceof Error) || !('syscall' in error)) return error;
  const code = 'code' in error ? String(error.code) : '';
  // who reads a pipe may have enough of it
  if (code === 'EPIPE') return error;
  // of a link it is the folder of the other end that is missing
  const failed = 'path' in error && typeof error.path === 'string' ? error.path : path;
  const problem = PROBLEMS[code]?.(failed) ?? error.message;
  return new AnalyticsError('EXPORT_UNWRITABLE', `cannot write "${path}": ${problem}`, {
    details: { path },
    cause: error,
  });
}
