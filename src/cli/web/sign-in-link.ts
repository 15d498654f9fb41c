/** A link that lets whoever follows it in, once. */

import { randomBytes } from 'node:crypto';

import type { Access } from '../../record/access.ts';
import { SCOPES } from '../../record/access.ts';
import { MINUTE_MS } from '../../model/time.ts';
import { hashOfSecret } from '../../runtime/tokens.ts';

/** How long it is good for. */
export const LINK_MINUTES = 10;

const CODE_BYTES = 32;

/** Makes one for everything; the store keeps only a hash of its code. */
export async function signInLink(base: string, access: Access): Promise<string> {
  const code = randomBytes(CODE_BYTES).toString('base64url');
  const now = Date.now(); // as whoever lets in asks
  const expiresAt = now + LINK_MINUTES * MINUTE_MS;
  await access.addCode({
    hash: hashOfSecret(code),
    name: 'sign-in link',
    scopes: SCOPES,
    expiresAt,
  });
  await access.log({ at: now, by: 'command line', action: 'sign-in-link.create' });
  return `${base}/sign-in/${code}`;
}
