/**
 * Lists of whole numbers as bytes: as wide as the greatest of them needs, or, where they ascend, as
 * differences of variable length. Little-endian, so that SQL can read them as well (the views do).
 */

/** Numbers of these lists lie below. */
const LIMIT = 0x1_00_00_00_00;

/** Tells whether numbers can be packed. */
export function arePackable(numbers: Iterable<number>): boolean {
  for (const number of numbers) if (!(number >= 0 && number < LIMIT)) return false;
  return true;
}

// ---- of one width ------------------------------------------------------------------------------

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

/** Returns what was packed: `count` numbers. */
export function unpackNumbers(bytes: Uint8Array, count: number): ArrayLike<number> {
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
  const numbers = new Uint16Array(count);
  for (let i = 0, at = 0; i < count; i++, at += 2) {
    numbers[i] = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
  }
  return numbers;
}

function unpackWords(bytes: Uint8Array, count: number): Uint32Array {
  const numbers = new Uint32Array(count);
  for (let i = 0, at = 0; i < count; i++, at += 4) {
    const low = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
    numbers[i] = low + (bytes[at + 3] ?? 0) * 0x1_00_00_00;
  }
  return numbers;
}

/** Packs numbers with their width before them, so that they need nothing else to be read; none may be but zeros. */
export function packList(numbers: readonly number[]): Uint8Array {
  const bytes = packNumbers(numbers);
  return Uint8Array.from([bytes.length / Math.max(numbers.length, 1), ...bytes]);
}

/** Returns what was packed. */
export function unpackList(packed: Uint8Array): ArrayLike<number> {
  const bytes = packed.subarray(1);
  return unpackNumbers(bytes, Math.floor(bytes.length / Math.max(packed[0] ?? 0, 1)));
}

// ---- ascending ---------------------------------------------------------------------------------

/** Bits of a difference that a byte holds; the eighth says that another byte follows. */
const BITS = 7;
const MORE = 1 << BITS;

/** Packs numbers that ascend as differences, small ones in a byte. */
export function packAscending(numbers: readonly number[]): {
  readonly count: number;
  readonly bytes: Uint8Array;
} {
  const bytes: number[] = [];
  let before = 0;
  for (const number of numbers) {
    let rest = number - before;
    for (; rest >= MORE; rest = Math.floor(rest / MORE)) bytes.push((rest % MORE) | MORE);
    bytes.push(rest);
    before = number;
  }
  return { count: numbers.length, bytes: Uint8Array.from(bytes) };
}

/** Returns `count` numbers that were packed, from a place on. */
export function ascendingFrom(bytes: Uint8Array, from: number, count: number): Uint32Array {
  const numbers = new Uint32Array(count);
  let [at, number] = [from, 0];
  for (let i = 0; i < count; i++) {
    let byte = bytes[at++] ?? 0;
    number += byte % MORE;
    for (let factor = MORE; byte >= MORE; factor *= MORE) {
      byte = bytes[at++] ?? 0;
      number += (byte % MORE) * factor;
    }
    numbers[i] = number;
  }
  return numbers;
}

/** Tells how many numbers bytes are, if they are that and nothing else. */
export function countAscending(bytes: Uint8Array): number | undefined {
  if ((bytes.at(-1) ?? 0) >= MORE) return undefined;
  return bytes.reduce((count, byte) => count + (byte < MORE ? 1 : 0), 0);
}
