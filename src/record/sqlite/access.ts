/** Who may look, and what they did, in SQLite. */

import type { Access, AuditEntry, Session } from '../access.ts';
import {
  LOG_COLUMNS,
  SESSION_COLUMNS,
  TOKEN_COLUMNS,
  auditRowOf,
  isValid,
  logValues,
  passValues,
  sessionOf,
  tokenOf,
  useToNote,
  visitorOf,
} from '../access-rows.ts';
import type { LogRow, PassRow, SessionRow, TokenRow } from '../access-rows.ts';
import type { EpochMs } from '../../model/time.ts';
import type { DatabaseLike } from './driver.ts';
import { transactionOn } from './transaction.ts';
import type { Transaction } from './transaction.ts';

/** Prepares it on a connection that writes; its statements are prepared when it is asked for. */
export function accessOn(db: DatabaseLike): Access {
  let prepared: Access | undefined;
  const access = (): Access => (prepared ??= preparedOn(db));
  return {
    addToken: async (token) => access().addToken(token),
    tokens: async () => access().tokens(),
    revokeToken: async (id, now) => access().revokeToken(id, now),
    useToken: async (hash, now) => access().useToken(hash, now),
    addCode: async (code) => access().addCode(code),
    useCode: async (hash, now) => access().useCode(hash, now),
    addSession: async (session, now) => access().addSession(session, now),
    session: async (hash, now) => access().session(hash, now),
    endSession: async (hash) => access().endSession(hash),
    log: async (entry) => access().log(entry),
    audit: async (query) => access().audit(query),
  };
}

function preparedOn(db: DatabaseLike): Access {
  const inTransaction = transactionOn(db);
  return {
    ...tokensOn(db, inTransaction),
    ...codesOn(db, inTransaction),
    ...sessionsOn(db, inTransaction),
    ...logOn(db, inTransaction),
  };
}

type TokenMethods = 'addToken' | 'tokens' | 'revokeToken' | 'useToken';

function tokensOn(db: DatabaseLike, inTransaction: Transaction): Pick<Access, TokenMethods> {
  const insert = db.prepare(
    `INSERT OR IGNORE INTO web_tokens (hash, name, scopes, expires_at, id, created_at)
     VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const list = db.prepare(`SELECT ${TOKEN_COLUMNS} FROM web_tokens ORDER BY created_at DESC, id`);
  const find = db.prepare(`SELECT ${TOKEN_COLUMNS} FROM web_tokens WHERE hash = ?`);
  const note = db.prepare('UPDATE web_tokens SET last_used_at = ? WHERE id = ?');
  const revoke = db.prepare(
    'UPDATE web_tokens SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL AND expires_at > :now',
  );
  const endSessions = db.prepare('DELETE FROM web_sessions WHERE token = ?');
  return {
    addToken: async (token) =>
      inTransaction(() => void insert.run(...passValues(token), token.id, token.createdAt)),
    tokens: async () => (list.all() as TokenRow[]).map(tokenOf),
    revokeToken: async (id, now) =>
      inTransaction(() => {
        endSessions.run(id);
        return revoke.run({ id, now }).changes === 1;
      }),
    useToken: async (hash, now) => {
      const row = find.get(hash) as TokenRow | undefined;
      if (!row || !isValid(row, now)) return undefined;
      const at = useToNote(row, now);
      if (at === undefined) return tokenOf(row);
      try {
        inTransaction(() => void note.run(at, row.id));
      } catch {
        return tokenOf(row); // a file that is locked keeps nobody out
      }
      return tokenOf({ ...row, lastUsedAt: at });
    },
  };
}

function codesOn(
  db: DatabaseLike,
  inTransaction: Transaction,
): Pick<Access, 'addCode' | 'useCode'> {
  const insert = db.prepare(
    'INSERT OR IGNORE INTO web_codes (hash, name, scopes, expires_at) VALUES (?, ?, ?, ?)',
  );
  const isKnown = db.prepare('SELECT 1 FROM web_codes WHERE hash = ?');
  const take = db.prepare(
    'DELETE FROM web_codes WHERE hash = ? RETURNING name, scopes, expires_at AS "expiresAt"',
  );
  return {
    addCode: async (code) => inTransaction(() => void insert.run(...passValues(code))),
    useCode: async (hash, now) => {
      if (!isKnown.get(hash)) return undefined; // no lock for nothing
      const row = inTransaction(() => take.get(hash)) as Omit<PassRow, 'hash'> | undefined;
      return row && now < row.expiresAt ? visitorOf(row) : undefined;
    },
  };
}

function sessionsOn(
  db: DatabaseLike,
  inTransaction: Transaction,
): Pick<Access, 'addSession' | 'session' | 'endSession'> {
  const insert = db.prepare(
    `INSERT OR IGNORE INTO web_sessions (hash, name, scopes, expires_at, token)
     VALUES (?, ?, ?, ?, ?)`,
  );
  const clear = ['web_sessions', 'web_codes'].map((table) =>
    db.prepare(`DELETE FROM ${table} WHERE expires_at <= ?`),
  );
  const find = db.prepare(
    `SELECT ${SESSION_COLUMNS} FROM web_sessions s LEFT JOIN web_tokens t ON t.id = s.token
     WHERE s.hash = ?`,
  );
  const end = db.prepare('DELETE FROM web_sessions WHERE hash = ?');
  return {
    addSession: async (session: Session, now: EpochMs) =>
      inTransaction(() => {
        for (const old of clear) old.run(now);
        insert.run(...passValues(session), session.token ?? null);
      }),
    session: async (hash, now) => {
      const row = find.get(hash) as SessionRow | undefined;
      return row && sessionOf(row, now);
    },
    endSession: async (hash) => inTransaction(() => void end.run(hash)),
  };
}

function logOn(db: DatabaseLike, inTransaction: Transaction): Pick<Access, 'log' | 'audit'> {
  const insert = db.prepare(
    'INSERT INTO audit_log (at, visitor, action, subject, details) VALUES (?, ?, ?, ?, ?)',
  );
  const latest = db.prepare(
    `SELECT ${LOG_COLUMNS} FROM audit_log WHERE seq < ? ORDER BY seq DESC LIMIT ?`,
  );
  return {
    log: async (entry: AuditEntry) => inTransaction(() => void insert.run(...logValues(entry))),
    audit: async ({ before = Number.MAX_SAFE_INTEGER, limit }) =>
      (latest.all(before, limit) as LogRow[]).map(auditRowOf),
  };
}
