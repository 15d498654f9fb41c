/**
 * Checks the arguments of the turn's API. `what` names method and argument: `rateCsat: score`.
 *
 * Each function returns the argument as it is kept, or throws `INVALID_CALL` with the range that
 * was allowed. The message never holds a text of the caller, which could be a user's.
 */

import { MAX_LABEL_LENGTH } from '../model/call.ts';
import { AnalyticsError } from '../model/errors.ts';
import { canonicalId, canonicalWord } from './canonical.ts';

/** A text with something besides white space in it, clipped. */
export function word(what: string, value: unknown): string {
  const text = typeof value === 'string' ? canonicalWord(value, MAX_LABEL_LENGTH) : undefined;
  return text === undefined || text.trim() === ''
    ? refuse(what, 'a non-empty string', value)
    : text;
}

/** An id: a text or number, hashed beyond its limit and never clipped. */
export function identifier(what: string, value: unknown): string {
  return canonicalId(value) ?? refuse(what, 'a non-empty string', value);
}

export function integer(
  what: string,
  value: unknown,
  [from, to]: readonly [number, number],
): number {
  const inRange = Number.isInteger(value) && Number(value) >= from && Number(value) <= to;
  return inRange ? Number(value) : refuse(what, `an integer from ${from} to ${to}`, value);
}

export function fraction(what: string, value: unknown): number {
  const inRange = typeof value === 'number' && value >= 0 && value <= 1;
  return inRange ? value : refuse(what, 'a number from 0 to 1', value);
}

export function truth(what: string, value: unknown): boolean {
  return typeof value === 'boolean' ? value : refuse(what, 'true or false', value);
}

export function oneOf<T extends string>(what: string, value: unknown, allowed: readonly T[]): T {
  const match = allowed.find((candidate) => candidate === value);
  return match ?? refuse(what, `one of ${allowed.join(', ')}`, value);
}

/** An object of named options; none at all counts as an empty one. */
export function options(what: string, value: unknown): Readonly<Record<string, unknown>> {
  return value === undefined || value === null ? {} : record(what, value);
}

export function record(what: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse(what, 'an object', value);
  }
  return value as Readonly<Record<string, unknown>>;
}

/** Checks what may be left out; `null` counts as left out, as JavaScript callers mean it. */
export function optional<T>(value: unknown, check: (value: unknown) => T): T | undefined {
  return value === undefined || value === null ? undefined : check(value);
}

function refuse(what: string, expected: string, value: unknown): never {
  throw new AnalyticsError('INVALID_CALL', `${what} must be ${expected}, got ${shown(value)}`);
}

function shown(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value === null ? 'null' : typeof value;
}
