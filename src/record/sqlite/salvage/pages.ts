/** Reads the pages of a SQLite file and of its log, without SQLite, which gives up on damage. */

import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';

import { isPageSize, walIndex } from './wal.ts';
import type { WalIndex } from './wal.ts';

/** The default of SQLite, where no header tells. */
const PAGE_SIZE = 4_096;

/** Longest log that is read: far beyond those of a store, which are written back at some 16 MB. */
const MAX_LOG_BYTES = 1_024 ** 3;

export interface Pages {
  /** Bytes of a page. */
  readonly size: number;
  readonly count: number;
  /** Reads a page, by its number from 1; `undefined` if there is none, or it cannot be read. */
  read(number: number): Buffer | undefined;
  close(): void;
}

/**
 * Opens a file and its log.
 * @throws the error of the file system, if it cannot be read at all
 */
export function openPages(path: string): Pages {
  const file = openSync(path, 'r');
  try {
    const log = readLog(`${path}-wal`);
    const index = log && walIndex(log);
    const size = index?.pageSize ?? pageSizeOf(file);
    const count = index?.pageCount ?? Math.ceil(fstatSync(file).size / size);
    return {
      size,
      count,
      read: (number) => logged(number, { log, index }) ?? readPage(file, number, size),
      close: () => closeSync(file),
    };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function readLog(path: string): Buffer | undefined {
  try {
    const log = readFileSync(path);
    return log.length > 0 && log.length <= MAX_LOG_BYTES ? log : undefined;
  } catch {
    return undefined; // there is none, or it cannot be read: the file alone is better than nothing
  }
}

interface Log {
  readonly log: Buffer | undefined;
  readonly index: WalIndex | undefined;
}

function logged(number: number, { log, index }: Log): Buffer | undefined {
  const offset = index?.offsets.get(number);
  return offset === undefined ? undefined : log?.subarray(offset, offset + (index?.pageSize ?? 0));
}

/** A page that the end of the file cuts off has zeros where nothing is. */
function readPage(file: number, number: number, size: number): Buffer | undefined {
  const page = Buffer.alloc(size);
  try {
    return readSync(file, page, 0, size, (number - 1) * size) > 0 ? page : undefined;
  } catch {
    return undefined; // this part of the disk cannot be read
  }
}

function pageSizeOf(file: number): number {
  const header = Buffer.alloc(18);
  readSync(file, header, 0, header.length, 0);
  const told = header.readUInt16BE(16);
  const size = told === 1 ? 65_536 : told;
  return isPageSize(size) ? size : PAGE_SIZE;
}
