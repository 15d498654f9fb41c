/** What is said about tokens to people. */

import type { Token } from '../../record/access.ts';
import type { EpochMs } from '../../model/time.ts';
import { showCell } from '../cells.ts';
import { drawTable } from '../table.ts';

type Status = 'valid' | 'expired' | 'revoked';

/** Whether a token lets in, and if not, why. */
export function statusOf({ expiresAt, revokedAt }: Token, now: EpochMs): Status {
  if (revokedAt !== undefined) return 'revoked';
  return now < expiresAt ? 'valid' : 'expired';
}

/** What goes beside a new token, which stands alone on stdout. */
export function createdText({ id, expiresAt }: Token): string {
  return `id ${id}, valid until ${minuteOf(expiresAt)}; the token is not shown again\n`;
}

const COLUMNS = ['id', 'name', 'scopes', 'status', 'created', 'expires', 'last used'] as const;

export function listText(tokens: readonly Token[], now: EpochMs): string {
  if (tokens.length === 0) return 'there is no token: see token create --help\n';
  const lines = tokens.map((token) => [
    token.id,
    showCell(token.name, ''),
    token.scopes.join(', '),
    statusOf(token, now),
    minuteOf(token.createdAt),
    minuteOf(token.expiresAt),
    token.lastUsedAt === undefined ? 'never' : minuteOf(token.lastUsedAt),
  ]);
  return drawTable(
    COLUMNS,
    lines,
    COLUMNS.map(() => true),
  );
}

/** @param before the token as it was */
export function revokedText(before: Token, now: EpochMs): string {
  switch (statusOf(before, now)) {
    case 'valid':
      return `token ${before.id} is revoked, and who signed in by it is signed out\n`;
    case 'revoked':
      return `token ${before.id} was revoked before\n`;
    case 'expired':
      return `token ${before.id} has expired before\n`;
  }
}

/** `2026-10-25 02:15 UTC` */
function minuteOf(at: EpochMs): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
