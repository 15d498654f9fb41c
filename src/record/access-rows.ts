/** Who may look, as rows of both databases. */

import { MINUTE_MS } from '../model/time.ts';
import type { EpochMs } from '../model/time.ts';
import { present } from '../model/present.ts';
import type { AuditEntry, AuditRow, Pass, Scope, Session, Token, Visitor } from './access.ts';
import { storable } from './sums.ts';

/** A row of `web_codes`, or of the session's own part of `web_sessions`. */
export interface PassRow {
  readonly hash: Uint8Array;
  readonly name: string;
  /** JSON. */
  readonly scopes: string;
  readonly expiresAt: number;
}

/** A row of `web_tokens`, without its hash. */
export interface TokenRow extends Omit<PassRow, 'hash'> {
  readonly id: string;
  readonly createdAt: number;
  readonly revokedAt: number | null;
  readonly lastUsedAt: number | null;
}

/** A row of `web_sessions`, with what is known of its token. */
export interface SessionRow extends PassRow {
  readonly token: string | null;
  /** Of its token; both absent if there is no such token. */
  readonly tokenExpiresAt: number | null;
  readonly tokenRevokedAt: number | null;
}

/** A row of `audit_log`. */
export interface LogRow {
  readonly seq: number;
  readonly at: number;
  readonly visitor: string;
  readonly action: string;
  readonly subject: string | null;
  /** JSON. */
  readonly details: string | null;
}

/** Columns by the names of the rows; PostgreSQL keeps these only in quotes. */
export const TOKEN_COLUMNS = `id, name, scopes, created_at AS "createdAt", expires_at AS "expiresAt",
  revoked_at AS "revokedAt", last_used_at AS "lastUsedAt"`;
export const SESSION_COLUMNS = `s.hash, s.name, s.scopes, s.expires_at AS "expiresAt", s.token,
  t.expires_at AS "tokenExpiresAt", t.revoked_at AS "tokenRevokedAt"`;
export const LOG_COLUMNS = 'seq, at, visitor, action, subject, details';

/** Values in the order of the columns that are written. */
export function passValues({ hash, name, scopes, expiresAt }: Pass) {
  return [hash, storable(name), JSON.stringify(scopes), expiresAt] as const;
}

/** Values of an entry, without its number. */
export function logValues({ at, by, action, subject, details }: AuditEntry) {
  const text = subject === undefined ? null : storable(subject);
  return [
    at,
    storable(by),
    storable(action),
    text,
    details ? JSON.stringify(details) : null,
  ] as const;
}

export function visitorOf({ name, scopes }: Pick<PassRow, 'name' | 'scopes'>): Visitor {
  return { name, scopes: JSON.parse(scopes) as readonly Scope[] };
}

export function tokenOf({ revokedAt, lastUsedAt, ...row }: TokenRow): Token {
  return {
    ...row,
    ...visitorOf(row),
    ...present({ revokedAt: revokedAt ?? undefined, lastUsedAt: lastUsedAt ?? undefined }),
  };
}

/** The session of a row, if it and its token are valid. */
export function sessionOf(row: SessionRow, now: EpochMs): Session | undefined {
  const { hash, expiresAt, token, tokenExpiresAt, tokenRevokedAt } = row;
  if (expiresAt <= now) return undefined;
  if (token === null) return { hash, expiresAt, ...visitorOf(row) };
  const isOver = tokenExpiresAt === null || tokenExpiresAt <= now || tokenRevokedAt !== null;
  return isOver ? undefined : { hash, expiresAt, token, ...visitorOf(row) };
}

export function auditRowOf({ visitor, subject, details, ...row }: LogRow): AuditRow {
  return {
    ...row,
    by: visitor,
    ...present({
      subject: subject ?? undefined,
      details: details === null ? undefined : (JSON.parse(details) as AuditEntry['details']),
    }),
  };
}

/** Tells whether a token lets in. */
export function isValid({ expiresAt, revokedAt }: TokenRow, now: EpochMs): boolean {
  return revokedAt === null && now < expiresAt;
}

/** What is noted when a token is used: `undefined` if that was noted within this minute. */
export function useToNote({ lastUsedAt }: TokenRow, now: EpochMs): EpochMs | undefined {
  const minute = now - (now % MINUTE_MS);
  return lastUsedAt === null || lastUsedAt < minute ? minute : undefined;
}
