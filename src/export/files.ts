/** Files that are there in full or not at all. */

import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { AnalyticsError } from '../model/errors.ts';

/** Writes a file under a temporary name beside it, as fast as the disk takes it, and renames it. */
export async function writeFileAtOnce(
  path: string,
  chunks: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await pipeline(Readable.from(chunks), createWriteStream(draft, { flags: 'wx' }));
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw writeError(error, path);
  }
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
  ENOENT: (path) => `there is no folder "${dirname(path)}"`,
  ENOTDIR: (path) => `"${dirname(path)}" is no folder`,
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
  const problem = PROBLEMS[code]?.(path) ?? error.message;
  return new AnalyticsError('EXPORT_UNWRITABLE', `cannot write "${path}": ${problem}`, {
    details: { path },
    cause: error,
  });
}
