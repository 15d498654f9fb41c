/** Makes the secrets by which people and programs are let in, and what is kept of them. */

import { createHash, randomBytes } from 'node:crypto';

import { DAY_MS } from '../model/time.ts';
import type { EpochMs } from '../model/time.ts';
import type { Pass, Scope, Token } from '../record/access.ts';

/** By it tools that look for secrets in files know one of ours. */
const PREFIX = 'bba_';

const SECRET_BYTES = 32;
const ID_BYTES = 6;

/** Longest time that a token is good for, in days. */
export const MAX_TOKEN_DAYS = 366;

/** What a token is made by; checked before. */
export interface TokenWishes {
  readonly scopes: readonly Scope[];
  readonly days: number;
  /** Absent = named after its id. */
  readonly name?: string | undefined;
  readonly now: EpochMs;
}

export interface MadeToken {
  /** Told once, to whoever asked for it: it is kept nowhere. */
  readonly secret: string;
  readonly token: Token & Pick<Pass, 'hash'>;
}

/** Makes a token; it lets nobody in before the store has it. */
export function makeToken({ scopes, days, name, now }: TokenWishes): MadeToken {
  const secret = PREFIX + randomBytes(SECRET_BYTES).toString('base64url');
  const id = randomBytes(ID_BYTES).toString('hex');
  const times = { createdAt: now, expiresAt: now + days * DAY_MS };
  return {
    secret,
    token: { id, hash: hashOfSecret(secret), name: name ?? `token ${id}`, scopes, ...times },
  };
}

/** What is kept of a secret: none of ours can be guessed, so that no salt is needed. */
export function hashOfSecret(secret: string): Uint8Array {
  return createHash('sha256').update(secret).digest();
}
