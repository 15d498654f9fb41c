/**
 * Reads what a batch asks for, and locks it until the batch is committed.
 *
 * Rows that are not there cannot be locked: they are inserted first. Everybody locks in the same
 * order: conversations by key, pseudonyms, users by number, activities by key.
 */

import { EMPTY_CONVERSATION } from '../../model/state.ts';
import { conversationToText } from '../conversation-text.ts';
import { FORGOTTEN_UNTIL } from '../recording/statements.ts';
import type {
  ConversationRow,
  ParticipantRow,
  SessionColumns,
  StoredUser,
  VoteRow,
} from '../recording/statements.ts';
import type { Sql } from './connection.ts';
import type { Wanted } from './wanted.ts';

type LoadedConversation = ConversationRow & { readonly key: string };
type LoadedParticipant = ParticipantRow & {
  readonly conversation: number;
  readonly member: string;
};
interface LoadedIdentity {
  readonly pseudonym: string;
  readonly user: number | null;
}

/** What is known of what a batch asks for. A key that is there with `undefined` is known to be absent. */
export interface Loaded {
  readonly conversations: Map<string, ConversationRow | undefined>;
  /** By number of the conversation and pseudonym. */
  readonly participants: Map<string, ParticipantRow>;
  /** Numbers of all participants that are there. */
  readonly participantNumbers: Set<number>;
  readonly identities: Map<string, number | undefined>;
  readonly users: Map<number, StoredUser | undefined>;
  readonly sessions: Map<string, SessionColumns | undefined>;
  /** By `nearKey`. */
  readonly near: Map<string, readonly SessionColumns[]>;
  /** By `voteKeyOf`. */
  readonly votes: Map<string, VoteRow | undefined>;
  /** Activities, in hexadecimal, that nobody had seen before. */
  readonly fresh: ReadonlySet<string>;
  /** Rows that were inserted to be locked: they go away again if nothing comes of them. */
  readonly inserted: {
    readonly conversations: readonly string[];
    readonly identities: readonly string[];
  };
  readonly newestTombstone: number;
  /** By their hash, in hexadecimal. */
  readonly tombstones: Map<string, number | undefined>;
}

export const SESSION_COLUMNS = `s.number, s.id, s.participant, s."user", s.segment, s.opened_at AS "openedAt",
  s.started_at AS "startedAt", s.last_at AS "lastAt", s.received, s.messages, s.sent, s.handovers, s.automated,
  s.csat, s.nps, s.result, s.last_dialog AS "lastDialog", s.last_step AS "lastStep",
  s.closes_at AS "closesAt", s.last_class AS "lastClass", s.prompt_open AS "promptOpen", s.state,
  s.first_quarter AS "firstQuarter"`;

export const USER_COLUMNS = `number, key, identity, first_act_at AS "firstActAt",
  first_test_act_at AS "firstTestActAt", agreed, agreed_at AS "agreedAt", raw_id AS "rawId"`;

/** Locks and reads what is asked for; to be run in the batch's transaction. */
export async function load(sql: Sql, wanted: Wanted): Promise<Loaded> {
  const conversations = await lockConversations(sql, wanted);
  const identities = await lockIdentities(sql, wanted);
  await lockStrangers(sql, wanted);
  const users = await lockUsers(sql, wanted);
  const fresh = await freshActivities(sql, wanted);
  const found = await readTogether(sql, wanted);
  return {
    conversations: new Map([
      ...[...wanted.conversations.keys()].map((key) => [key, undefined] as const),
      ...found.conversations.map((row) => [row.key, row] as const),
    ]),
    participants: new Map(
      found.participants.map((row) => [`${row.conversation} ${row.member}`, row] as const),
    ),
    participantNumbers: new Set(found.participants.map(({ number }) => number)),
    identities: new Map([
      ...[...wanted.identities, ...wanted.strangers].map((key) => [key, undefined] as const),
      ...found.identities.map(({ pseudonym, user }) => [pseudonym, user ?? undefined] as const),
    ]),
    users: new Map(users.map((user) => [user.number, user])),
    sessions: new Map(found.sessions.map((row) => [row.id, row])),
    near: new Map(),
    votes: new Map(),
    fresh,
    inserted: { conversations, identities },
    newestTombstone: found.newestTombstone,
    tombstones: new Map(),
  };
}

/** An update that changes nothing locks what is there, and returns nothing of it: only what is new. */
async function lockConversations(sql: Sql, { conversations }: Wanted): Promise<readonly string[]> {
  if (conversations.size === 0) return [];
  const rows = await sql.query<{ readonly key: string }>(
    `INSERT INTO conversations (key, channel, state)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
     ON CONFLICT (key) DO UPDATE SET key = excluded.key WHERE false RETURNING key`,
    [
      [...conversations.keys()],
      [...conversations.values()],
      [...conversations.keys()].map(() => EMPTY),
    ],
  );
  return rows.map(({ key }) => key);
}

/** State of a conversation of which nothing is remembered. */
const EMPTY = conversationToText(EMPTY_CONVERSATION);

async function lockIdentities(sql: Sql, { identities }: Wanted): Promise<readonly string[]> {
  if (identities.length === 0) return [];
  const rows = await sql.query<{ readonly pseudonym: string }>(
    `INSERT INTO user_identities (pseudonym) SELECT * FROM unnest($1::text[])
     ON CONFLICT (pseudonym) DO UPDATE SET pseudonym = excluded.pseudonym WHERE false
     RETURNING pseudonym`,
    [identities],
  );
  return rows.map(({ pseudonym }) => pseudonym);
}

/** They are not made known by it. */
async function lockStrangers(sql: Sql, { strangers }: Wanted): Promise<void> {
  if (strangers.length === 0) return;
  await sql.query(
    'SELECT 1 FROM user_identities WHERE pseudonym = ANY($1) ORDER BY pseudonym FOR UPDATE',
    [strangers],
  );
}

/** Several pseudonyms may stand for one user. */
async function lockUsers(
  sql: Sql,
  { identities, strangers }: Wanted,
): Promise<readonly StoredUser[]> {
  if (identities.length + strangers.length === 0) return [];
  return sql.query<StoredUser>(
    `SELECT ${USER_COLUMNS} FROM users
     WHERE number IN (SELECT "user" FROM user_identities WHERE pseudonym = ANY($1))
     ORDER BY number FOR UPDATE`,
    [[...identities, ...strangers]],
  );
}

/** Another process that has just seen one of them is waited for. */
async function freshActivities(sql: Sql, { seen }: Wanted): Promise<ReadonlySet<string>> {
  if (seen.size === 0) return new Set();
  const rows = await sql.query<{ readonly key: string }>(
    `INSERT INTO seen_activities (key, at, imported)
     SELECT decode(key, 'hex'), at, 0 FROM unnest($1::text[], $2::bigint[]) AS s (key, at)
     ON CONFLICT (key) DO NOTHING RETURNING encode(key, 'hex') AS key`,
    [[...seen.keys()], [...seen.values()]],
  );
  return new Set(rows.map(({ key }) => key));
}

interface Together {
  readonly conversations: readonly LoadedConversation[];
  readonly participants: readonly LoadedParticipant[];
  readonly identities: readonly LoadedIdentity[];
  readonly sessions: readonly SessionColumns[];
  readonly newestTombstone: number;
}

/** One round trip: each list as JSON. */
const TOGETHER = `
  WITH c AS (SELECT number, key, state, settle_for AS "settleFor" FROM conversations WHERE key = ANY($1)),
  p AS (
    SELECT p.number, p.state, p.conversation, p.member, p.session
    FROM unnest($2::text[], $3::text[]) AS w (key, member)
      JOIN c ON c.key = w.key
      JOIN participants p ON p.conversation = c.number AND p.member = w.member
  )
  SELECT
    (SELECT coalesce(json_agg(c), '[]') FROM c) AS conversations,
    (SELECT coalesce(json_agg(l), '[]') FROM (
      SELECT p.number, p.state, p.conversation, p.member, s.id AS "sessionId"
      FROM p LEFT JOIN sessions s ON s.number = p.session
    ) l) AS participants,
    (SELECT coalesce(json_agg(l), '[]') FROM (
      SELECT pseudonym, "user" FROM user_identities WHERE pseudonym = ANY($4)
    ) l) AS identities,
    (SELECT coalesce(json_agg(l), '[]') FROM (
      SELECT ${SESSION_COLUMNS} FROM p JOIN sessions s ON s.number = p.session
    ) l) AS sessions,
    (SELECT coalesce(max(value), 0) FROM totals WHERE name = '${FORGOTTEN_UNTIL}') AS "newestTombstone"`;

async function readTogether(sql: Sql, wanted: Wanted): Promise<Together> {
  const { conversations, participants, identities, strangers } = wanted;
  const [found] = await sql.query<Together>(TOGETHER, [
    [...conversations.keys()],
    participants.map(([key]) => key),
    participants.map(([, member]) => member),
    [...identities, ...strangers],
  ]);
  if (!found) throw new Error('PostgreSQL has answered nothing');
  return found;
}
