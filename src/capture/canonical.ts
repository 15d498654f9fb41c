/**
 * The one door for strings: what comes out is well-formed Unicode without NUL, and bounded.
 *
 * SQLite stores lone surrogates as invalid UTF-8, so that two ids become equal; PostgreSQL refuses
 * both them and NUL.
 */

import { createHash } from 'node:crypto';

import { MAX_ID_LENGTH } from '../model/turn.ts';

/** Characters of an id that is too long which are kept before its hash. */
const ID_PREFIX_LENGTH = 40;

/** Returns the text of a string, a finite number or a bigint; `undefined` for everything else. */
export function primitiveText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  return typeof value === 'bigint' ? value.toString() : undefined;
}

/**
 * Returns an id as it may be compared and stored; `undefined` if there is none (empty counts as none).
 *
 * Never clipped, which would merge users: over {@link MAX_ID_LENGTH} characters it becomes its
 * first 40 and the SHA-256 of the whole.
 */
export function canonicalId(value: unknown): string | undefined {
  const text = primitiveText(value);
  if (text === undefined) return undefined;
  const id = wellFormed(text);
  if (id.length <= MAX_ID_LENGTH) return id === '' ? undefined : id;
  const hash = createHash('sha256').update(id).digest('hex');
  return `${detached(clip(id, ID_PREFIX_LENGTH))}:${hash}`;
}

/** Returns a text of at most `maxLength` UTF-16 units that does not end in half a surrogate pair. */
export function canonicalText(value: unknown, maxLength: number): string | undefined {
  const text = primitiveText(value);
  if (text === undefined) return undefined;
  return wellFormed(text.length <= maxLength ? text : detached(clip(text, maxLength)));
}

/** As {@link canonicalText}; an empty text counts as none. */
export function canonicalWord(value: unknown, maxLength: number): string | undefined {
  return canonicalText(value, maxLength) || undefined;
}

function wellFormed(text: string): string {
  const withoutNul = text.includes('\0') ? text.replaceAll('\0', '') : text;
  // Node 20 has it; the ES2023 library that this is compiled against does not declare it.
  return (withoutNul as string & { toWellFormed(): string }).toWellFormed();
}

function clip(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const cutsPair = isHighSurrogate(text.charCodeAt(maxLength - 1));
  return text.slice(0, cutsPair ? maxLength - 1 : maxLength);
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** A slice keeps the whole of a 5 MB text in memory; its copy does not. */
function detached(slice: string): string {
  return Buffer.from(slice, 'utf16le').toString('utf16le');
}
