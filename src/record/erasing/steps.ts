/**
 * How a person is removed, as SQL that both engines read: who it is, what is about them, and then
 * row by row what becomes of it. What was found stands in temporary tables meanwhile, which never
 * touch the disk.
 *
 * A statement names its values `$1`, `$2` …; `RANDOM` stands for 32 random digits of the engine.
 */

import type { Removed } from '../erasure.ts';

/** What statements are given. */
export interface ErasureValues {
  /** Of the channel's user who is to be forgotten. */
  readonly pseudonym: string;
  /** By which conversations remember that this user was added: `LIKE` pattern. */
  readonly welcomed: string;
  /** State of a session that nobody goes on with. */
  readonly session: string;
}

export interface Step {
  readonly sql: string;
  readonly values?: readonly (keyof ErasureValues)[];
  /** What its changes are counted as. */
  readonly counts?: keyof Removed;
}

/** Temporary tables, in the order of their making. */
export const TABLES: Readonly<Record<string, string>> = {
  gone_pseudonyms: 'pseudonym TEXT PRIMARY KEY',
  gone_users: 'number BIGINT PRIMARY KEY',
  gone_participants: 'number BIGINT PRIMARY KEY, conversation BIGINT NOT NULL',
  gone_conversations: 'number BIGINT PRIMARY KEY',
  shared_conversations: 'number BIGINT PRIMARY KEY',
  gone_sessions: 'number BIGINT PRIMARY KEY, id TEXT NOT NULL, new_id TEXT NOT NULL',
  gone_events: 'seq BIGINT PRIMARY KEY, id TEXT NOT NULL, at BIGINT NOT NULL',
  gone_texts: 'phrase BIGINT PRIMARY KEY',
};

const PSEUDONYMS = 'SELECT pseudonym FROM gone_pseudonyms';
const USERS = 'SELECT number FROM gone_users';
const PARTICIPANTS = 'SELECT number FROM gone_participants';
const CONVERSATIONS = 'SELECT number FROM gone_conversations';
const SESSIONS = 'SELECT number FROM gone_sessions';
const EVENTS = 'SELECT seq FROM gone_events';

/** A name that says nothing, in place of one that others may know. */
const NEW_NAME = "'erased-' || RANDOM";

/**
 * Who it is. A person may have several pseudonyms, by channels and by the names that the bot's code
 * gave, and several numbers: one from before a pseudonym was joined with others.
 */
export const WHO: readonly Step[] = [
  { sql: 'INSERT INTO gone_pseudonyms VALUES ($1)', values: ['pseudonym'] },
  {
    sql: `INSERT INTO gone_users
      SELECT "user" FROM user_identities WHERE pseudonym = $1 AND "user" IS NOT NULL`,
    values: ['pseudonym'],
  },
  {
    sql: `INSERT INTO gone_pseudonyms
      SELECT pseudonym FROM user_identities WHERE "user" IN (${USERS})
      ON CONFLICT DO NOTHING`,
  },
  {
    // a number that another's pseudonym stands for is another person, who shared a device
    sql: `INSERT INTO gone_users
      SELECT u.number FROM users u
      WHERE (u.key IN (${PSEUDONYMS}) OR u.identity IN (${PSEUDONYMS}))
        AND NOT EXISTS (SELECT 1 FROM user_identities i
          WHERE i."user" = u.number AND i.pseudonym NOT IN (${PSEUDONYMS}))
      ON CONFLICT DO NOTHING`,
  },
  {
    sql: `INSERT INTO gone_participants
      SELECT number, conversation FROM participants WHERE member IN (${PSEUDONYMS})`,
  },
];

/** What is about them: alone, or among others. */
export const WHAT: readonly Step[] = [
  {
    sql: `INSERT INTO gone_conversations
      SELECT DISTINCT g.conversation FROM gone_participants g
      WHERE NOT EXISTS (SELECT 1 FROM participants p
        WHERE p.conversation = g.conversation AND p.number NOT IN (${PARTICIPANTS}))`,
  },
  {
    sql: `INSERT INTO shared_conversations
      SELECT number FROM conversations
      WHERE number NOT IN (${CONVERSATIONS})
        AND (number IN (SELECT conversation FROM gone_participants) OR state LIKE $1)`,
    values: ['welcomed'],
  },
  {
    sql: `INSERT INTO gone_sessions
      SELECT number, id, ${NEW_NAME} FROM sessions
      WHERE "user" IN (${USERS}) OR participant IN (${PARTICIPANTS})`,
  },
  {
    sql: `INSERT INTO gone_events
      SELECT seq, id, at FROM events
      WHERE "user" IN (${USERS}) OR participant IN (${PARTICIPANTS})
        OR conversation IN (${CONVERSATIONS})`,
  },
  {
    sql: `INSERT INTO gone_texts
      SELECT DISTINCT phrase FROM phrase_uses
      WHERE "user" IN (${USERS})
        AND phrase IN (SELECT number FROM phrases WHERE kind = 'text' AND text <> '')`,
  },
  {
    // who was forgotten before does not keep a text
    sql: `DELETE FROM gone_texts WHERE phrase IN (
      SELECT s.phrase FROM phrase_uses s LEFT JOIN users u ON u.number = s."user"
      WHERE s.phrase IN (SELECT phrase FROM gone_texts) AND s."user" NOT IN (${USERS})
        AND (u.number IS NULL OR u.key IS NOT NULL OR u.identity IS NOT NULL))`,
  },
];

/** What becomes of it. Pending deliveries and shared conversations are no matter of SQL. */
export const REMOVE: readonly Step[] = [
  {
    sql: `DELETE FROM dead_letters
      WHERE "user" IN (${USERS}) OR event IN (SELECT id FROM gone_events)`,
    counts: 'deadLetters',
  },
  {
    // a vote counts on the day of its message, which may be somebody else's
    sql: `INSERT INTO partial_days
      SELECT DISTINCT message_at / 86400000 FROM votes
      WHERE participant IN (${PARTICIPANTS}) ON CONFLICT DO NOTHING`,
  },
  { sql: `DELETE FROM votes WHERE participant IN (${PARTICIPANTS})`, counts: 'votes' },
  {
    sql: `UPDATE handovers SET id = ${NEW_NAME}
      WHERE "user" IN (${USERS}) OR session IN (${SESSIONS})
        OR ("user" IS NULL AND session IS NULL AND EXISTS (
          SELECT 1 FROM gone_events g JOIN events e ON e.seq = g.seq
          WHERE e.kind = 'handover_requested' AND e.data LIKE '%"handoverId":"' || handovers.id || '"%'))`,
  },
  {
    sql: `INSERT INTO partial_days
      SELECT DISTINCT at / 86400000 FROM gone_events WHERE true ON CONFLICT DO NOTHING`,
  },
  { sql: `DELETE FROM events WHERE seq IN (${EVENTS})`, counts: 'events' },
  // others have voted on what the bot said in these sessions
  {
    sql: `UPDATE votes SET session = g.new_id FROM gone_sessions g WHERE g.id = votes.session`,
  },
  {
    sql: `UPDATE events SET data = replace(data, g.id, g.new_id) FROM gone_sessions g
      WHERE kind = 'feedback_given' AND conversation IN (SELECT number FROM shared_conversations)
        AND data LIKE '%"messageSessionId":"' || g.id || '"%'`,
  },
  {
    sql: `UPDATE phrases SET text = '', at = NULL
      WHERE number IN (SELECT phrase FROM gone_texts)`,
    counts: 'texts',
  },
  {
    sql: `UPDATE sessions SET id = g.new_id, participant = NULL, state = $1
      FROM gone_sessions g WHERE g.number = sessions.number`,
    values: ['session'],
    counts: 'sessions',
  },
  {
    sql: `UPDATE user_channels SET name = NULL, name_folded = NULL
      WHERE name IS NOT NULL AND ("user" IN (${USERS}) OR participant IN (${PARTICIPANTS}))`,
    counts: 'names',
  },
  {
    sql: `UPDATE user_channels SET participant = NULL, seen_at = NULL
      WHERE "user" IN (${USERS}) OR participant IN (${PARTICIPANTS})`,
  },
  { sql: `DELETE FROM user_profiles WHERE "user" IN (${USERS})`, counts: 'profiles' },
  { sql: `DELETE FROM user_tags WHERE "user" IN (${USERS})`, counts: 'tags' },
  { sql: `DELETE FROM participants WHERE number IN (${PARTICIPANTS})`, counts: 'participants' },
  { sql: `DELETE FROM conversations WHERE number IN (${CONVERSATIONS})`, counts: 'conversations' },
  {
    sql: `DELETE FROM user_identities WHERE pseudonym IN (${PSEUDONYMS})`,
    counts: 'identities',
  },
  {
    sql: `UPDATE users SET key = NULL, identity = NULL, agreed = 0, agreed_at = NULL, raw_id = NULL
      WHERE number IN (${USERS})`,
  },
  { sql: `UPDATE users SET key = NULL WHERE key IN (${PSEUDONYMS})` },
];

/** What is asked about what was found, before it is removed. */
export const FOUND = {
  pseudonyms: PSEUDONYMS,
  users: USERS,
  seqs: `${EVENTS} ORDER BY seq`,
  sessionIds: 'SELECT id FROM gone_sessions',
  members:
    'SELECT DISTINCT member FROM participants WHERE number IN (SELECT number FROM gone_participants)',
  /** As which destinations know what was recorded without saying who of several took part. */
  keys: `SELECT key FROM users WHERE number IN (${USERS}) AND key IN (${PSEUDONYMS})`,
  identities: `SELECT identity FROM users WHERE number IN (${USERS}) AND identity IS NOT NULL`,
  rawIds: `SELECT raw_id FROM users WHERE number IN (${USERS}) AND raw_id IS NOT NULL
    UNION SELECT raw_id FROM events WHERE seq IN (${EVENTS}) AND raw_id IS NOT NULL`,
  conversations: `SELECT key FROM conversations WHERE number IN (${CONVERSATIONS}) AND key IS NOT NULL`,
  anonymous: `SELECT DISTINCT c.key FROM events e JOIN conversations c ON c.number = e.conversation
    WHERE e.seq IN (${EVENTS}) AND e."user" IS NULL AND c.number IN (${CONVERSATIONS})`,
  sending: `SELECT DISTINCT d.destination FROM deliveries d
    WHERE d.lease_owner IS NOT NULL
      AND EXISTS (SELECT 1 FROM gone_events g WHERE g.seq BETWEEN d.first_seq AND d.last_seq)`,
  shapes: `SELECT d.destination, s.shape
    FROM (SELECT destination, shape FROM deliveries UNION SELECT destination, shape FROM dead_letters) d
      JOIN payload_shapes s ON s.number = d.shape
    ORDER BY d.destination, s.number`,
  destinations: `SELECT DISTINCT destination FROM destination_totals
    WHERE outcome = 'enqueued' AND events > 0 ORDER BY destination`,
  lastActAt: `SELECT max(last_act_at) FROM user_channels WHERE "user" IN (${USERS})`,
  /** Journal rows that some of the events wait in. */
  deliveries: `SELECT d.id FROM deliveries d
    WHERE EXISTS (SELECT 1 FROM gone_events g WHERE g.seq BETWEEN d.first_seq AND d.last_seq)
    ORDER BY d.id`,
  shared: `SELECT number, state, settle_for AS "settleFor" FROM conversations
    WHERE number IN (SELECT number FROM shared_conversations) ORDER BY number`,
} as const;
