/** Ids that are unique over processes and short: they become part of every event's id. */

import { randomBytes } from 'node:crypto';

const RANDOM_LENGTH = 12;

/** Returns 12 random characters of `[0-9a-z]`: about 62 bits. */
export function randomId(): string {
  const digits = BigInt(`0x${randomBytes(10).toString('hex')}`).toString(36);
  return digits.padStart(RANDOM_LENGTH, '0').slice(-RANDOM_LENGTH);
}

/** Makes a source of ids `<random>-<n>`, at most 24 characters. */
export function idSource(): () => string {
  const prefix = randomId();
  let next = 0;
  return () => `${prefix}-${(next++).toString(36)}`;
}
