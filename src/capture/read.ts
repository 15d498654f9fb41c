/**
 * Reads foreign objects by field name, each read on its own guard: a getter that throws, or a
 * proxy that was revoked, costs that field and not the turn. Nothing is ever spread.
 */

import { MAX_LIST_LENGTH } from '../model/turn.ts';
import { canonicalId, canonicalWord } from './canonical.ts';

/** Longest `type`, `inputHint`, `role` or other word of the protocol. */
export const MAX_WORD_LENGTH = 128;

export interface Reader {
  /** Returns a field's value; `undefined` if there is no such field, or none that can be read. */
  field(source: unknown, key: string | number): unknown;
  id(source: unknown, key: string): string | undefined;
  /** A short text, clipped; an empty one counts as none. */
  word(source: unknown, key: string, maxLength: number): string | undefined;
  /** Number of entries; `undefined` if it is no list. */
  length(list: unknown): number | undefined;
  /** The first {@link MAX_LIST_LENGTH} entries of a list; empty if it is none. */
  list(source: unknown, key: string): readonly unknown[];
  /** Names of an object's own enumerable fields; none if it cannot be asked. */
  keys(source: object): readonly string[];
}

/** @param notice told `unreadable_field` for each field that threw */
export function createReader(notice: (reason: string) => void): Reader {
  const access = createAccess(notice);
  const { field, length } = access;
  return {
    ...access,
    id: (source, key) => canonicalId(field(source, key)),
    word: (source, key, maxLength) => canonicalWord(field(source, key), maxLength),
    list(source, key) {
      const value = field(source, key);
      if (value === undefined) return NOTHING;
      const count = Math.min(length(value) ?? 0, MAX_LIST_LENGTH);
      const entries: unknown[] = [];
      for (let i = 0; i < count; i++) entries.push(field(value, i));
      return entries;
    },
  };
}

/** The reads that may throw, each on its guard. */
function createAccess(notice: (reason: string) => void): Pick<Reader, 'field' | 'length' | 'keys'> {
  return {
    field(source, key) {
      if (source === null || typeof source !== 'object') return undefined;
      try {
        return (source as Record<string | number, unknown>)[key];
      } catch {
        notice('unreadable_field');
        return undefined;
      }
    },
    length(list) {
      try {
        if (!Array.isArray(list)) return undefined;
        // A proxy may say that it is a list and answer anything for its length.
        return Number.isSafeInteger(list.length) && list.length > 0 ? list.length : 0;
      } catch {
        notice('unreadable_field');
        return undefined;
      }
    },
    keys(source) {
      try {
        return Object.keys(source);
      } catch {
        notice('unreadable_field');
        return [];
      }
    },
  };
}

const NOTHING: readonly unknown[] = [];
