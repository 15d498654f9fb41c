/**
 * Bitmaps of a journal row: bit `i` stands for the event at place `i` of the row's range.
 * Least significant bit first.
 */

/** Returns a bitmap of `size` places, none of them set. */
export function emptyBitmap(size: number): Uint8Array {
  return new Uint8Array(Math.ceil(size / 8));
}

/** Tells whether a place is set; a place beyond the end is not. */
export function isSet(bitmap: Uint8Array, place: number): boolean {
  return ((bitmap[place >> 3] ?? 0) & (1 << (place & 7))) !== 0;
}

/** Sets a place, in the bitmap that is given; returns whether it was not set before. */
export function setBit(bitmap: Uint8Array, place: number): boolean {
  if (isSet(bitmap, place)) return false;
  bitmap[place >> 3] = (bitmap[place >> 3] ?? 0) | (1 << (place & 7));
  return true;
}
