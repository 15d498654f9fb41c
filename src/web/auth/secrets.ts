/** Secrets: made at random, kept as hashes, compared without telling how far they agree. */

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

import { hashOfSecret } from '../../runtime/tokens.ts';

const SECRET_BYTES = 32;

/** A new secret of 256 bits, as text that fits into addresses and headers. */
export function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** A text that nobody makes without the key. */
export function signed(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url');
}

/** Tells whether two texts are the same, in a time that says nothing about where they differ. */
export function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(hashOfSecret(given), hashOfSecret(expected));
}
