/**
 * Makes tables that were salvaged in part fit together again, so that no number comes to stand for
 * something else than before: what refers to a row that is lost goes or forgets it, and for users and
 * segments, to which all numbers belong, there is a row that says no more than that they were there.
 */

import { UNKNOWN } from '../../../model/segment.ts';
import type { DatabaseLike } from '../driver.ts';
import { sealedSegments, sealedUsers } from './sealed-amends.ts';

/** Forgets what is lost. Of each table: what is done if rows of it are. Those that lose rows by it come later. */
const FORGET: Readonly<Record<string, readonly string[]>> = {
  conversations: [
    `DELETE FROM participants WHERE ${lacks('conversations', 'number', 'participants.conversation')}`,
    without('events', 'conversation', 'conversations'),
  ],
  participants: [
    `DELETE FROM votes WHERE ${lacks('participants', 'number', 'votes.participant')}`,
    without('sessions', 'participant', 'participants'),
    without('events', 'participant', 'participants'),
    without('user_channels', 'participant', 'participants'),
  ],
  sessions: [
    `DELETE FROM session_quarters WHERE ${lacks('sessions', 'number', 'session_quarters.session')}`,
    `DELETE FROM marks WHERE ${lacks('sessions', 'number', 'marks.session')}`,
    without('participants', 'session', 'sessions'),
    without('handovers', 'session', 'sessions'),
    without('events', 'session', 'sessions'),
  ],
  phrases: [`DELETE FROM phrase_uses WHERE ${lacks('phrases', 'number', 'phrase_uses.phrase')}`],
  payload_shapes: [
    without('deliveries', 'shape', 'payload_shapes'),
    without('dead_letters', 'shape', 'payload_shapes'),
  ],
  events: [
    `UPDATE dead_letters SET seq = NULL WHERE seq IS NOT NULL AND ${lacks('events', 'seq', 'dead_letters.seq')}`,
  ],
};

/** Where segments are referred to. */
const WITH_SEGMENT = [
  'counters',
  'label_counters',
  'presence',
  'response_times',
  'marks',
  'phrase_uses',
  'known_dialogs',
  'handovers',
  'votes',
  'sessions',
  'events',
];

/** What stands in for lost rows. Of each table: what is put in if rows of it are lost. */
const STAND_INS: Readonly<Record<string, readonly string[]>> = {
  // a recount would take what the lost events had counted out of the rollups
  events: [
    `INSERT OR IGNORE INTO partial_days
       SELECT DISTINCT at / 86400000 FROM events UNION SELECT DISTINCT quarter / 96 FROM counters
       UNION SELECT DISTINCT day FROM sealed_counters`,
  ],
  segments: [
    `INSERT OR IGNORE INTO segments (id, bot, channel, locale, bot_version, device, browser, test)
     SELECT used.id, '${UNKNOWN}', '${UNKNOWN}', '${UNKNOWN}', '${UNKNOWN}', '${UNKNOWN}', 'lost-' || used.id, 0
     FROM (${WITH_SEGMENT.map((table) => `SELECT segment AS id FROM ${table}`).join(' UNION ')}) AS used
     WHERE ${lacks('segments', 'id', 'used.id')}`,
  ],
  users: [
    `INSERT OR IGNORE INTO users (number, first_act_at, first_test_act_at)
     SELECT user, min(iif(test = 0, first_act_at, NULL)), min(iif(test = 1, first_act_at, NULL))
     FROM user_channels GROUP BY user`,
    `INSERT OR IGNORE INTO users (number, first_act_at, first_test_act_at)
     SELECT p.user, min(iif(g.test = 0, p.quarter * 900000, NULL)),
       min(iif(g.test = 1, p.quarter * 900000, NULL))
     FROM presence p JOIN segments g ON g.id = p.segment WHERE p.user > 0 GROUP BY p.user`,
    `INSERT OR IGNORE INTO users (number)
     SELECT user FROM user_identities UNION SELECT user FROM sessions WHERE user > 0
     UNION SELECT user FROM events WHERE user > 0 UNION SELECT user FROM handovers WHERE user > 0
     UNION SELECT user FROM phrase_uses WHERE user > 0
     UNION SELECT user FROM user_profiles UNION SELECT user FROM user_tags`,
  ],
  // what is found on a page of old may be from before it was revoked, or switched off
  web_tokens: ['UPDATE web_tokens SET revoked_at = unixepoch() * 1000 WHERE revoked_at IS NULL'],
  settings: ['DELETE FROM settings'],
};

/** @param reference a column, with its table */
function lacks(table: string, key: string, reference: string): string {
  return `NOT EXISTS (SELECT 1 FROM ${table} AS known WHERE known.${key} = ${reference})`;
}

function without(table: string, column: string, referred: string): string {
  return `UPDATE ${table} SET ${column} = NULL
    WHERE ${column} IS NOT NULL AND ${lacks(referred, 'number', `${table}.${column}`)}`;
}

/**
 * Takes out what belongs to rows that are lost, and what could let somebody in once more.
 * @returns the tables of which something is missing by now
 */
export function forgetLost(db: DatabaseLike, partial: ReadonlySet<string>): ReadonlySet<string> {
  // who was let in once, or has signed out, is not let in again: everybody signs in anew
  db.exec('DELETE FROM web_codes; DELETE FROM web_sessions');
  // participants go with their conversations
  const all = partial.has('conversations') ? new Set([...partial, 'participants']) : partial;
  for (const [table, statements] of Object.entries(FORGET)) {
    if (all.has(table)) for (const sql of statements) db.exec(sql);
  }
  return all;
}

/** Puts rows in the place of users and segments that are lost, and marks days of which events are. */
export function standIn(db: DatabaseLike, partial: ReadonlySet<string>): void {
  if (partial.has('segments')) sealedSegments(db);
  if (partial.has('users')) sealedUsers(db);
  // it says nothing that the users do not say, and is packed again
  db.exec('DELETE FROM sealed_users');
  for (const [table, statements] of Object.entries(STAND_INS)) {
    if (partial.has(table)) for (const sql of statements) db.exec(sql);
  }
}
