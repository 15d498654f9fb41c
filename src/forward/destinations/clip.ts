/** Shortens texts to a vendor's limits without leaving half a character behind. */

/** Clips at a number of UTF-16 units. */
export function clipUnits(text: string, max: number): string {
  if (text.length <= max) return text;
  const isSplit = /[\uD800-\uDBFF]/.test(text.charAt(max - 1));
  return text.slice(0, isSplit ? max - 1 : max);
}

/** Clips at a number of bytes in UTF-8. */
export function clipBytes(text: string, max: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= max) return text;
  let end = max;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1; // inside of a character
  return bytes.toString('utf8', 0, end);
}
