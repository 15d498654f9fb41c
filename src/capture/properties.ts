/** The properties of `track`: scalars that every destination can carry. */

import type { PropertyValue } from '../model/call.ts';
import { MAX_LABEL_LENGTH } from '../model/call.ts';
import { canonicalText, canonicalWord } from './canonical.ts';
import type { Reader } from './read.ts';

/** Properties of one event that are kept. */
export const MAX_PROPERTIES = 64;

export interface PropertyDeps {
  readonly read: Reader;
  readonly notice: (reason: string) => void;
}

/**
 * Copies own enumerable properties. What is no scalar, cannot be read, is named `__proto__` or comes
 * after the 64th is left out and noticed as `property_left_out`.
 */
export function readProperties(
  source: object,
  { read, notice }: PropertyDeps,
): Readonly<Record<string, PropertyValue>> {
  const kept: Record<string, PropertyValue> = {};
  const keys = Object.keys(source);
  let count = 0;
  for (const key of keys) {
    const name = key === '__proto__' ? undefined : canonicalWord(key, MAX_LABEL_LENGTH);
    const value = count < MAX_PROPERTIES ? scalar(read.field(source, key)) : undefined;
    if (name === undefined || value === undefined) {
      notice('property_left_out');
    } else {
      kept[name] = value;
      count += 1;
    }
  }
  return kept;
}

function scalar(value: unknown): PropertyValue | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'string' ? canonicalText(value, MAX_LABEL_LENGTH) : undefined;
}
