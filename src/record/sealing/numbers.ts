/**
 * Lists of whole numbers as bytes, each as wide as the greatest of them needs. Little-endian, so that SQL can
 * read them as well (the views do).
 */

import { endianness } from 'node:os';

/** Numbers of these lists lie below: what fits into 31 bits is quick. */
const LIMIT = 0x80_00_00_00;

/** Tells whether numbers can be packed. */
export function arePackable(numbers: Iterable<number>): boolean {
  for (const number of numbers) if (!(number >= 0 && number < LIMIT)) return false;
  return true;
}

/** Packs numbers, each in 1, 2 or 4 bytes; nothing but zeros is packed as nothing. */
export function packNumbers(numbers: readonly number[]): Uint8Array {
  let greatest = 0;
  for (const number of numbers) if (number > greatest) greatest = number;
  const width = widthOf(greatest);
  const bytes = new Uint8Array(numbers.length * width);
  let at = 0;
  for (const number of numbers) {
    for (let byte = 0, rest = number; byte < width; byte++, rest = Math.floor(rest / 256)) {
      bytes[at++] = rest & 255;
    }
  }
  return bytes;
}

function widthOf(greatest: number): 0 | 1 | 2 | 4 {
  if (greatest === 0) return 0;
  if (greatest < 0x1_00) return 1;
  return greatest < 0x1_00_00 ? 2 : 4;
}

export type Numbers = Uint8Array | Uint16Array | Uint32Array;

/** Returns what was packed: `count` numbers. */
export function unpackNumbers(bytes: Uint8Array, count: number): Numbers {
  switch (bytes.length / count) {
    case 1:
      return bytes;
    case 2:
      return unpackPairs(bytes, count);
    case 4:
      return unpackWords(bytes, count);
    default:
      return new Uint8Array(count); // zeros
  }
}

function unpackPairs(bytes: Uint8Array, count: number): Uint16Array {
  if (IS_LITTLE_ENDIAN) return new Uint16Array(...aligned(bytes, 2), count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint16Array.from({ length: count }, (_, i) => view.getUint16(i * 2, true));
}

function unpackWords(bytes: Uint8Array, count: number): Uint32Array {
  if (IS_LITTLE_ENDIAN) return new Uint32Array(...aligned(bytes, 4), count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint32Array.from({ length: count }, (_, i) => view.getUint32(i * 4, true));
}

/** Where bytes are as they may be for numbers of so many bytes, which do not begin anywhere in a buffer. */
function aligned(
  { buffer, byteOffset, byteLength }: Uint8Array,
  width: number,
): readonly [buffer: ArrayBufferLike, byteOffset: number] {
  if (byteOffset % width === 0) return [buffer, byteOffset];
  return [buffer.slice(byteOffset, byteOffset + byteLength), 0];
}

const IS_LITTLE_ENDIAN = endianness() === 'LE';

/** Packs numbers with their width before them, so that they need nothing else to be read; none may be but zeros. */
export function packList(numbers: readonly number[]): Uint8Array {
  const bytes = packNumbers(numbers);
  return Uint8Array.from([bytes.length / Math.max(numbers.length, 1), ...bytes]);
}

/** Returns what was packed. */
export function unpackList(packed: Uint8Array): Numbers {
  const bytes = packed.subarray(1);
  return unpackNumbers(bytes, Math.floor(bytes.length / Math.max(packed[0] ?? 0, 1)));
}
