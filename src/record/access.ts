/**
 * The port to who may look at pages and ask over HTTP: tokens, sign-ins and what was done: a part of every
 * store, so that every instance knows the same. Secrets never come this far: what identifies somebody is
 * kept as SHA-256 of it.
 */

import type { EpochMs } from '../model/time.ts';

/** What somebody may do. `admin` may do all. */
export const SCOPES = [
  'reports:read',
  'transcripts:read',
  'takeover',
  'audience:write',
  'admin',
] as const;
export type Scope = (typeof SCOPES)[number];

/** Somebody who was let in. */
export interface Visitor {
  /** As the audit log calls them. */
  readonly name: string;
  readonly scopes: readonly Scope[];
}

/** A token for programs, and for signing in. */
export interface Token extends Visitor {
  /** Short, public and never used again: by it a token is revoked. */
  readonly id: string;
  /** All by the system's clock. */
  readonly createdAt: EpochMs;
  readonly expiresAt: EpochMs;
  readonly revokedAt?: EpochMs | undefined;
  /** To the minute. */
  readonly lastUsedAt?: EpochMs | undefined;
}

/** What is known by its hash until it expires. */
export interface Pass extends Visitor {
  /** SHA-256 of the secret. */
  readonly hash: Uint8Array;
  readonly expiresAt: EpochMs;
}

/** A signed-in browser. */
export interface Session extends Pass {
  /** Id of the token that was used; when it is revoked or expires, so is this. Absent: a one-time link. */
  readonly token?: string | undefined;
}

/** What somebody did. No text of a user and no raw id is ever in it. */
export interface AuditEntry {
  readonly at: EpochMs;
  /** Name of the visitor. */
  readonly by: string;
  /** What was done, e.g. `export`, `settings.set`, `user.erase`, `sign-in`. */
  readonly action: string;
  /** What it was done to, e.g. a destination or a pseudonym. */
  readonly subject?: string | undefined;
  /** What else is to be known: plain values. */
  readonly details?: Readonly<Record<string, string | number | boolean>> | undefined;
}

export interface AuditRow extends AuditEntry {
  /** 1, 2, 3 … without regard to gaps. */
  readonly seq: number;
}

/** All methods: @throws AnalyticsError `STORE_UNAVAILABLE` */
export interface Access {
  addToken(token: Token & Pick<Pass, 'hash'>): Promise<void>;
  /** All that were ever made, the latest first. */
  tokens(): Promise<readonly Token[]>;
  /** Ends the sessions of the token as well. Returns whether there was such a token that was valid. */
  revokeToken(id: string, now: EpochMs): Promise<boolean>;
  /** The token of a hash, if it is valid; notes that it was used. */
  useToken(hash: Uint8Array, now: EpochMs): Promise<Token | undefined>;
  /** Keeps a code that lets in once. */
  addCode(code: Pass): Promise<void>;
  /** Uses a code up, if it is valid: of several who ask at once one is let in. */
  useCode(hash: Uint8Array, now: EpochMs): Promise<Visitor | undefined>;
  /** Keeps a session, and forgets those that are over. */
  addSession(session: Session, now: EpochMs): Promise<void>;
  /** A session of a hash, if it is valid, and its token is. */
  session(hash: Uint8Array, now: EpochMs): Promise<Session | undefined>;
  endSession(hash: Uint8Array): Promise<void>;
  /** Adds to the audit log, from which nothing is ever taken. */
  log(entry: AuditEntry): Promise<void>;
  /** Of the audit log, the latest first. */
  audit(query: {
    readonly before?: number | undefined;
    readonly limit: number;
  }): Promise<readonly AuditRow[]>;
}
