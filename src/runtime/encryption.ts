/** Seals settings with a key that only those have who have the `idKey`. */

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** How what follows is sealed: AES-256-GCM, with the name of the setting bound to it. */
const FORMAT = 1;

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

/**
 * Seals a value that has a JSON.
 * @param key 64 hex digits
 * @param name of the setting: what is sealed under one cannot be read under another
 */
export function seal(key: string, name: string, value: unknown): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, Buffer.from(key, 'hex'), nonce);
  cipher.setAAD(Buffer.from(name));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.of(FORMAT), nonce, cipher.getAuthTag(), sealed]);
}

/** Opens it again; `undefined` if it was sealed with another key or under another name, or is damaged. */
export function unseal(key: string, name: string, bytes: Uint8Array): unknown {
  if (bytes.length < HEAD_BYTES || bytes[0] !== FORMAT) return undefined;
  const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
  const options = { authTagLength: TAG_BYTES };
  const decipher = createDecipheriv(ALGORITHM, Buffer.from(key, 'hex'), nonce, options);
  decipher.setAAD(Buffer.from(name));
  decipher.setAuthTag(bytes.subarray(1 + NONCE_BYTES, HEAD_BYTES));
  try {
    const opened = Buffer.concat([decipher.update(bytes.subarray(HEAD_BYTES)), decipher.final()]);
    return JSON.parse(opened.toString('utf8'));
  } catch {
    return undefined;
  }
}
