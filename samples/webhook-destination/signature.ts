/** How a request proves that it comes from the bot: an HMAC over the time and the body. */

import { createHmac, timingSafeEqual } from 'node:crypto';

/** Unix time in whole seconds, at which the request was signed. */
export const TIMESTAMP_HEADER = 'x-webhook-timestamp';
/** `v1=` and the signature in hex. */
export const SIGNATURE_HEADER = 'x-webhook-signature';

/** A request that was signed longer ago is a replay; clocks differ a little. */
const MAX_AGE_SECONDS = 5 * 60;

/** HMAC-SHA-256 over `<timestamp>.<body>`: with the time in it, an old request cannot be dated anew. */
export function sign(secret: string, timestamp: string, body: string | Buffer): string {
  const digest = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');
  return `v1=${digest}`;
}

export interface Signed {
  readonly timestamp: string;
  readonly signature: string;
  /** The bytes as they came, before anybody parses them. */
  readonly body: Buffer;
}

/** What the receiver asks before it reads a word of the body. `nowSeconds`: Unix time. */
export function isGenuine(
  { timestamp, signature, body }: Signed,
  secret: string,
  nowSeconds: number,
): boolean {
  const age = Math.abs(nowSeconds - Number(timestamp));
  if (!/^\d+$/.test(timestamp) || age > MAX_AGE_SECONDS) return false;
  const given = Buffer.from(signature);
  const right = Buffer.from(sign(secret, timestamp, body));
  // compares in the same time wherever they differ, so that nobody can guess byte by byte
  return given.length === right.length && timingSafeEqual(given, right);
}
