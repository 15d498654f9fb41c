/** The files of an import: their bytes, one after the other. */

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

import type { CliIo } from '../io.ts';
import { utf8Bytes } from './bytes.ts';
import { entryParser } from './format.ts';
import type { Entry } from './entry.ts';

/** What stands for stdin. */
export const STDIN = '-';

/** Returns the bytes of all files; `undefined` if that is not known, as of a pipe. */
export async function totalBytes(files: readonly string[]): Promise<number | undefined> {
  let total = 0;
  for (const file of files) {
    // one that is missing is told when its turn comes
    const found = file === STDIN ? undefined : await stat(file).catch(() => MISSING);
    if (!found?.isFile()) return undefined;
    total += found.size;
  }
  return total;
}

const MISSING = { size: 0, isFile: () => true };

/**
 * Yields what stands in a file, some entries at a time.
 * @param onBytes told how many bytes more were read
 * @throws what the file system says
 */
export async function* readEntries(
  file: string,
  { stdin = process.stdin }: Pick<CliIo, 'stdin'>,
  onBytes: (bytes: number) => void,
): AsyncGenerator<readonly Entry[]> {
  const parser = entryParser();
  const source = file === STDIN ? stdin : createReadStream(file);
  for await (const chunk of utf8Bytes(counted(source, onBytes))) yield parser.write(chunk);
  yield parser.end();
}

async function* counted(
  source: NodeJS.ReadableStream,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    onBytes(bytes.length);
    yield bytes;
  }
}
