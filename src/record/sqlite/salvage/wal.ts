/**
 * Reads the write-ahead log beside a SQLite file: the pages that are newer than those in the file.
 * As SQLite does, it believes frames up to the last commit before the first that does not add up
 * (https://sqlite.org/fileformat2.html#the_write_ahead_log).
 */

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

/** The lowest bit says by which order of bytes the checksums are made. */
const MAGIC = 0x377f0682;

/** What a log says. */
export interface WalIndex {
  readonly pageSize: number;
  /** Pages of the database after the last commit. */
  readonly pageCount: number;
  /** Where the latest content of a page begins in the log, by its number. */
  readonly offsets: ReadonlyMap<number, number>;
}

/** Finds the pages of a log; `undefined` if nothing was ever committed to it. */
export function walIndex(log: Buffer): WalIndex | undefined {
  const pageSize = pageSizeOf(log);
  if (pageSize === undefined) return undefined;
  const offsets = new Map<number, number>();
  const uncommitted = new Map<number, number>();
  let pageCount: number | undefined;
  for (const { page, committed, offset } of frames(log, pageSize)) {
    uncommitted.set(page, offset);
    if (committed === 0) continue;
    pageCount = committed;
    for (const [number, at] of uncommitted) offsets.set(number, at);
    uncommitted.clear();
  }
  return pageCount === undefined ? undefined : { pageSize, pageCount, offsets };
}

function pageSizeOf(log: Buffer): number | undefined {
  if (log.length < HEADER_BYTES || (log.readUInt32BE(0) & ~1) >>> 0 !== MAGIC) return undefined;
  const pageSize = log.readUInt32BE(8);
  return isPageSize(pageSize) ? pageSize : undefined;
}

interface Frame {
  readonly page: number;
  /** Pages of the database after the commit that this frame ends; 0 = it ends none. */
  readonly committed: number;
  /** Where its content begins. */
  readonly offset: number;
}

function* frames(log: Buffer, pageSize: number): Generator<Frame> {
  const sums = checksums(log.readUInt32BE(0) % 2 === 1);
  sums.add(log.subarray(0, 24));
  if (!sums.are(log, 24)) return;
  const bytes = FRAME_HEADER_BYTES + pageSize;
  for (let at = HEADER_BYTES; at + bytes <= log.length; at += bytes) {
    // the salts of a frame are those of the header, unless it is left from before the last restart
    if (log.compare(log, 16, 24, at + 8, at + 16) !== 0) return;
    sums.add(log.subarray(at, at + 8));
    sums.add(log.subarray(at + FRAME_HEADER_BYTES, at + bytes));
    if (!sums.are(log, at + 16)) return;
    yield {
      page: log.readUInt32BE(at),
      committed: log.readUInt32BE(at + 4),
      offset: at + FRAME_HEADER_BYTES,
    };
  }
}

/** A power of two from 512 to 65536. */
export function isPageSize(bytes: number): boolean {
  return bytes >= 512 && bytes <= 65_536 && (bytes & (bytes - 1)) === 0;
}

/** The running checksums of a log. */
function checksums(isBigEndian: boolean) {
  let first = 0;
  let second = 0;
  return {
    add(bytes: Buffer): void {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      for (let at = 0; at < bytes.length; at += 8) {
        first = (first + view.getUint32(at, !isBigEndian) + second) | 0;
        second = (second + view.getUint32(at + 4, !isBigEndian) + first) | 0;
      }
    },
    are: (log: Buffer, at: number): boolean =>
      log.readInt32BE(at) === first && log.readInt32BE(at + 4) === second,
  };
}
