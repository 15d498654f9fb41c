/** Who may look, and what they did, in PostgreSQL. */

import type { Access } from '../access.ts';
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
import type { Server } from './connection.ts';

/** Prepares it on a server. */
export function accessOn(server: Server): Access {
  return { ...tokensOn(server), ...codesOn(server), ...sessionsOn(server), ...logOn(server) };
}

const READING = { readOnly: true } as const;

type TokenMethods = 'addToken' | 'tokens' | 'revokeToken' | 'useToken';

function tokensOn(server: Server): Pick<Access, TokenMethods> {
  return {
    addToken: async (token) => {
      const values = [...passValues(token), token.id, token.createdAt];
      await server.transaction((sql) => sql.run(ADD_TOKEN, values));
    },
    tokens: async () =>
      (await server.transaction((sql) => sql.query<TokenRow>(TOKENS), READING)).map(tokenOf),
    revokeToken: (id, now) =>
      server.transaction(async (sql) => {
        await sql.run('DELETE FROM web_sessions WHERE token = $1', [id]);
        return (await sql.run(REVOKE, [id, now])) === 1;
      }),
    useToken: async (hash, now) => {
      const [row] = await server.transaction(
        (sql) => sql.query<TokenRow>(FIND_TOKEN, [hash]),
        READING,
      );
      if (!row || !isValid(row, now)) return undefined;
      const at = useToNote(row, now);
      if (at === undefined) return tokenOf(row);
      try {
        await server.transaction((sql) => sql.run(NOTE_USE, [at, row.id]));
      } catch {
        return tokenOf(row); // a server that takes nothing in keeps nobody out
      }
      return tokenOf({ ...row, lastUsedAt: at });
    },
  };
}

const ADD_TOKEN = `
  INSERT INTO web_tokens (hash, name, scopes, expires_at, id, created_at)
  VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`;
const TOKENS = `SELECT ${TOKEN_COLUMNS} FROM web_tokens ORDER BY created_at DESC, id`;
const FIND_TOKEN = `SELECT ${TOKEN_COLUMNS} FROM web_tokens WHERE hash = $1`;
const NOTE_USE = `
  UPDATE web_tokens SET last_used_at = $1
  WHERE id = $2 AND (last_used_at IS NULL OR last_used_at < $1)`;
const REVOKE = `
  UPDATE web_tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL AND expires_at > $2`;

function codesOn(server: Server): Pick<Access, 'addCode' | 'useCode'> {
  return {
    addCode: async (code) => {
      await server.transaction((sql) => sql.run(ADD_CODE, passValues(code)));
    },
    useCode: async (hash, now) => {
      const [row] = await server.transaction((sql) =>
        sql.query<Omit<PassRow, 'hash'>>(TAKE_CODE, [hash]),
      );
      return row && now < row.expiresAt ? visitorOf(row) : undefined;
    },
  };
}

const ADD_CODE = `
  INSERT INTO web_codes (hash, name, scopes, expires_at) VALUES ($1, $2, $3, $4)
  ON CONFLICT DO NOTHING`;
/** Who comes second waits for the first, and finds nothing. */
const TAKE_CODE = `
  DELETE FROM web_codes WHERE hash = $1 RETURNING name, scopes, expires_at AS "expiresAt"`;

function sessionsOn(server: Server): Pick<Access, 'addSession' | 'session' | 'endSession'> {
  return {
    addSession: (session, now) =>
      server.transaction(async (sql) => {
        for (const table of ['web_sessions', 'web_codes']) {
          await sql.run(`DELETE FROM ${table} WHERE expires_at <= $1`, [now]);
        }
        await sql.run(ADD_SESSION, [...passValues(session), session.token ?? null]);
      }),
    session: async (hash, now) => {
      const [row] = await server.transaction(
        (sql) => sql.query<SessionRow>(FIND_SESSION, [hash]),
        READING,
      );
      return row && sessionOf(row, now);
    },
    endSession: async (hash) => {
      await server.transaction((sql) =>
        sql.run('DELETE FROM web_sessions WHERE hash = $1', [hash]),
      );
    },
  };
}

const ADD_SESSION = `
  INSERT INTO web_sessions (hash, name, scopes, expires_at, token) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT DO NOTHING`;
const FIND_SESSION = `
  SELECT ${SESSION_COLUMNS} FROM web_sessions s LEFT JOIN web_tokens t ON t.id = s.token
  WHERE s.hash = $1`;

function logOn(server: Server): Pick<Access, 'log' | 'audit'> {
  return {
    log: async (entry) => {
      await server.transaction((sql) => sql.run(ADD_ENTRY, logValues(entry)));
    },
    audit: async ({ before = Number.MAX_SAFE_INTEGER, limit }) => {
      const rows = await server.transaction(
        (sql) => sql.query<LogRow>(LATEST_ENTRIES, [before, limit]),
        READING,
      );
      return rows.map(auditRowOf);
    },
  };
}

const ADD_ENTRY = `
  INSERT INTO audit_log (at, visitor, action, subject, details) VALUES ($1, $2, $3, $4, $5)`;
const LATEST_ENTRIES = `
  SELECT ${LOG_COLUMNS} FROM audit_log WHERE seq < $1 ORDER BY seq DESC LIMIT $2`;
