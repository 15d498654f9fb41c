/** Reads the pages of a SQLite file and of its log, without SQLite, which gives up on damage. */

import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';

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

/** How often a log is read that is cut off meanwhile. */
const LOG_READS = 5;

function readLog(path: string): Buffer | undefined {
  try {
    for (let n = 1; ; n++) {
      const before = statSync(path);
      if (before.size === 0 || before.size > MAX_LOG_BYTES) return undefined;
      const log = readFileSync(path);
      const after = statSync(path);
      // half of it would count for more than what was written back into the file since
      const isWhole = log.length === after.size && before.mtimeMs === after.mtimeMs;
      if (isWhole || n === LOG_READS) return log;
    }
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
  try {
    readSync(file, header, 0, header.length, 0);
  } catch {
    return PAGE_SIZE; // this part of the disk cannot be read
  }
  const told = header.readUInt16BE(16);
  const size = told === 1 ? 65_536 : told;
  return isPageSize(size) ? size : PAGE_SIZE;
}
