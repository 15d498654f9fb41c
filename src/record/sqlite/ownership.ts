/** Tells whether a file that SQLite cannot read was a store: only then it may be set aside. */

import { closeSync, openSync, readSync } from 'node:fs';

/** Marks a database as ours: `BABA`. */
export const APPLICATION_ID = 0x42_41_42_41;

const MAGIC = Buffer.from('SQLite format 3\0', 'latin1');
const HEADER_BYTES = 100;
const APPLICATION_AT = 68;

/** What stands in every file of ours, in a page of `meta`, and in its schema. */
const MARKS = ['id_key_fingerprint', 'CREATE TABLE user_identities'] as const;

/** How much of a file is looked through for the marks: they are written first. */
const MARKED_BYTES = 1_024 * 1_024;

/**
 * Says so by the header, or, where that is damaged, by what comes after it. A text is never taken for a
 * store, nor what another program has marked as its own.
 */
export function isOurs(path: string): boolean {
  const start = startOf(path);
  const hasMagic = start.subarray(0, MAGIC.length).equals(MAGIC);
  // cut off within its header it is of no use to anybody
  if (start.length < HEADER_BYTES) return hasMagic;
  const isMarked = start.readUInt32BE(APPLICATION_AT) === APPLICATION_ID;
  if (hasMagic) return isMarked;
  return isMarked || (start.includes(0) && MARKS.some((mark) => start.includes(mark)));
}

function startOf(path: string): Buffer {
  const start = Buffer.alloc(MARKED_BYTES);
  try {
    const file = openSync(path, 'r');
    try {
      return start.subarray(0, readSync(file, start, 0, start.length, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return start.subarray(0, 0);
  }
}
