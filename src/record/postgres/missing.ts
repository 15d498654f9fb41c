/** What a batch turned out to need besides what was read for it at first. */

import type { SessionColumns, StoredUser, VoteRow } from '../recording/statements.ts';
import type { Sql } from './connection.ts';
import { SESSION_COLUMNS, USER_COLUMNS } from './loading.ts';
import type { Loaded } from './loading.ts';

/** A vote, and whose it is. */
type LoadedVote = VoteRow & { readonly participant: number };

/** What a batch asked for and was not read yet. */
export interface Missing {
  readonly sessions: Set<string>;
  readonly users: Set<number>;
  readonly near: Map<string, readonly [participant: number, from: number, to: number]>;
  readonly votes: Map<string, readonly [participant: number, message: string]>;
  readonly tombstones: Set<string>;
}

export function nothingMissing(): Missing {
  return {
    sessions: new Set(),
    users: new Set(),
    near: new Map(),
    votes: new Map(),
    tombstones: new Set(),
  };
}

/** Reads what was missing, into what is loaded. The lock of its conversation covers it. */
export async function loadMissing(sql: Sql, missing: Missing, loaded: Loaded): Promise<void> {
  await loadSessions(sql, missing, loaded);
  if (missing.users.size > 0) {
    const wanted = [...missing.users];
    for (const number of wanted) loaded.users.set(number, undefined);
    const rows = await sql.query<StoredUser>(
      `SELECT ${USER_COLUMNS} FROM users WHERE number = ANY($1) ORDER BY number FOR UPDATE`,
      [wanted],
    );
    for (const row of rows) loaded.users.set(row.number, row);
  }
  await loadVotes(sql, missing, loaded);
  await loadTombstones(sql, missing, loaded);
}

async function loadSessions(sql: Sql, missing: Missing, loaded: Loaded): Promise<void> {
  if (missing.sessions.size > 0) {
    const ids = [...missing.sessions];
    for (const id of ids) loaded.sessions.set(id, undefined);
    const rows = await sql.query<SessionColumns>(
      `SELECT ${SESSION_COLUMNS} FROM sessions s WHERE s.id = ANY($1)`,
      [ids],
    );
    for (const row of rows) loaded.sessions.set(row.id, row);
  }
  for (const [key, [participant, from, to]] of missing.near) {
    const rows = await sql.query<SessionColumns>(
      `SELECT ${SESSION_COLUMNS} FROM sessions s
       WHERE s.participant = $1 AND s.started_at <= $3 AND s.last_at >= $2
       ORDER BY s.started_at, s.number`,
      [participant, finite(from), finite(to)],
    );
    loaded.near.set(key, rows);
    for (const row of rows) loaded.sessions.set(row.id, row);
  }
}

/** A timeout may be infinite, or a fraction, and what lies around an instant too. */
function finite(at: number): number {
  return Math.trunc(Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, at)));
}

async function loadVotes(sql: Sql, { votes }: Missing, loaded: Loaded): Promise<void> {
  if (votes.size === 0) return;
  const pairs = [...votes.values()];
  for (const key of votes.keys()) loaded.votes.set(key, undefined);
  const rows = await sql.query<LoadedVote>(
    `SELECT v.participant, v.message, v.vote, v.message_at AS "messageAt", v.segment, v.session, v.dialog
     FROM unnest($1::bigint[], $2::text[]) AS w (participant, message)
       JOIN votes v ON v.participant = w.participant AND v.message = w.message`,
    [pairs.map(([participant]) => participant), pairs.map(([, message]) => message)],
  );
  for (const { participant, ...row } of rows) {
    loaded.votes.set(voteKeyOf(participant, row.message), row);
  }
}

async function loadTombstones(sql: Sql, missing: Missing, loaded: Loaded): Promise<void> {
  if (missing.tombstones.size === 0) return;
  const hashes = [...missing.tombstones];
  for (const hash of hashes) loaded.tombstones.set(hash, undefined);
  const rows = await sql.query<{ readonly hash: string; readonly at: number }>(
    `SELECT encode(t.hash, 'hex') AS hash, t.at
     FROM unnest($1::text[]) AS w (hash) JOIN tombstones t ON t.hash = decode(w.hash, 'hex')`,
    [hashes],
  );
  for (const { hash, at } of rows) loaded.tombstones.set(hash, at);
}

export function nearKey(participant: number, from: number, to: number): string {
  return `${participant} ${from} ${to}`;
}

export function voteKeyOf(participant: number, message: string): string {
  return `${participant} ${message}`;
}
