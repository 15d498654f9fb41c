/** SQL of retention: each statement sees or removes a limited number of rows. */

import {
  EVENTS_KEPT_FROM,
  RETAINED_AT,
  ROLLUPS_KEPT_FROM,
  SESSIONS_KEPT_FROM,
} from '../../maintenance.ts';
import type { HeldRange, OldEvent } from '../../retaining.ts';
import type { DatabaseLike, SqlValue, StatementLike } from '../driver.ts';

export type RetentionStatements = ReturnType<typeof retentionStatements>;

/** Prepares the statements of retention. */
export function retentionStatements(db: DatabaseLike) {
  return {
    ...claimStatements(db),
    ...eventStatements(db),
    ...memoryStatements(db),
    ...conversationStatements(db),
    ...textStatements(db),
    ...sessionStatements(db),
    removeWriters: removal(db, 'DELETE FROM writers WHERE updated_at < ?'),
  };
}

/** Runs a statement that removes, and returns how many rows it did. */
export function removal(db: DatabaseLike, sql: string): (...values: readonly SqlValue[]) => number {
  const statement = db.prepare(sql);
  return (...values) => statement.run(...values).changes;
}

function all<Row>(statement: StatementLike): (...values: readonly SqlValue[]) => readonly Row[] {
  return (...values) => statement.all(...values) as Row[];
}

function claimStatements(db: DatabaseLike) {
  const select = db.prepare(`SELECT value FROM meta WHERE name = '${RETAINED_AT}'`);
  const set = db.prepare(
    `INSERT INTO meta (name, value) VALUES ('${RETAINED_AT}', CAST(? AS INTEGER))
     ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
  );
  const raise = db.prepare(
    `INSERT INTO meta (name, value) VALUES (?, CAST(? AS INTEGER))
     ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE excluded.value > value`,
  );
  const forgetDays = db.prepare('DELETE FROM partial_days WHERE day < ? / 86400000');
  return {
    /** When it was done last. */
    retainedAt: () => (select.get() as { readonly value: number } | undefined)?.value,
    setRetainedAt: (at: number) => set.run(at),
    keepEventsFrom: (at: number) => {
      raise.run(EVENTS_KEPT_FROM, at);
      forgetDays.run(at);
    },
    keepSessionsFrom: (at: number) => raise.run(SESSIONS_KEPT_FROM, at),
    keepRollupsFrom: (at: number) => raise.run(ROLLUPS_KEPT_FROM, at),
  };
}

function eventStatements(db: DatabaseLike) {
  return {
    /** Events before an instant, after a place in the order of time. */
    oldEvents: all<OldEvent>(
      db.prepare(
        `SELECT seq, at, iif(kind = 'feedback_given', data ->> 'messageAt', NULL) AS messageAt
         FROM events WHERE at < ? AND (at, seq) > (?, ?) ORDER BY at, seq LIMIT ?`,
      ),
    ),
    /** Journal rows in which an event waits that is older. */
    heldRanges: all<HeldRange>(
      db.prepare(
        `SELECT d.first_seq AS firstSeq, d.last_seq AS lastSeq
         FROM outbox_sizes s CROSS JOIN deliveries d
           ON d.destination = s.destination AND d.oldest_at < ?`,
      ),
    ),
    removeEvent: removal(db, 'DELETE FROM events WHERE seq = ?'),
    /** With their events, by the same rule. */
    removeDeadLetters: removal(
      db,
      `DELETE FROM dead_letters WHERE id IN (
         SELECT id FROM dead_letters
         WHERE max(data ->> 'at', iif(data ->> 'kind' = 'feedback_given', data -> 'data' ->> 'messageAt', data ->> 'at')) < ?
         LIMIT ?)`,
    ),
  };
}

function memoryStatements(db: DatabaseLike) {
  return {
    /** The next ones by their key, whatever their age. */
    seen: all<{ readonly key: Uint8Array; readonly at: number; readonly imported: number }>(
      db.prepare(
        'SELECT key, at, imported FROM seen_activities WHERE key > ? ORDER BY key LIMIT ?',
      ),
    ),
    removeSeen: removal(
      db,
      'DELETE FROM seen_activities WHERE key = ? AND at < ? AND imported = 0',
    ),
    /** The next ones by their key: offers to vote, and votes. */
    votes: all<{
      readonly participant: number;
      readonly message: string;
      readonly vote: string;
      readonly messageAt: number;
    }>(
      db.prepare(
        `SELECT participant, message, vote, message_at AS messageAt FROM votes
         WHERE (participant, message) > (?, ?) ORDER BY participant, message LIMIT ?`,
      ),
    ),
    removeVote: removal(db, 'DELETE FROM votes WHERE participant = ? AND message = ?'),
  };
}

function conversationStatements(db: DatabaseLike) {
  const last = db.prepare('SELECT max(number) AS number FROM conversations');
  const setState = db.prepare('UPDATE conversations SET state = ? WHERE number = ?');
  return {
    lastConversation: () => (last.get() as { readonly number: number | null }).number ?? 0,
    /** Those of a range of numbers in which nobody's latest session is younger, and nothing waits. */
    silent: all<{ readonly number: number; readonly state: string }>(
      db.prepare(
        `SELECT number, state FROM conversations c
         WHERE number > ? AND number <= ? AND settle_at IS NULL AND substr(state, 1, 10) <> ?
           AND NOT EXISTS (SELECT 1 FROM participants p JOIN sessions s ON s.number = p.session
             WHERE p.conversation = c.number AND s.last_at >= ?)`,
      ),
    ),
    setState: (number: number, state: string) => setState.run(state, number),
  };
}

function textStatements(db: DatabaseLike) {
  const next = db.prepare('SELECT min(at) AS at FROM phrase_uses WHERE at >= ?');
  const last = db.prepare('SELECT max(number) AS number FROM phrases');
  return {
    lastPhrase: () => (last.get() as { readonly number: number | null }).number ?? 0,
    /** When the first phrase from an instant on was used; `null` if none was. */
    nextUse: (at: number) => (next.get(at) as { readonly at: number | null }).at,
    /** Phrases that were used in a span. */
    phrasesUsed: all<{ readonly phrase: number }>(
      db.prepare('SELECT DISTINCT phrase FROM phrase_uses WHERE at >= ? AND at < ?'),
    ),
    /** Texts of a range of numbers that have words, and were first sent before an instant. */
    texts: all<{ readonly number: number }>(
      db.prepare(
        `SELECT number FROM phrases
         WHERE number > ? AND number <= ? AND +kind = 'text' AND text <> '' AND at < ?`,
      ),
    ),
    /** Unless it was sent since an instant. Words that are sent again are kept again. */
    removeWords: removal(
      db,
      `UPDATE phrases SET text = '', at = NULL WHERE number = ?
         AND NOT EXISTS (SELECT 1 FROM phrase_uses u WHERE u.at >= ? AND u.phrase = phrases.number)`,
    ),
  };
}

function sessionStatements(db: DatabaseLike) {
  return {
    /** Sessions that started before a quarter-hour, in that order. */
    sessions: all<{
      readonly number: number;
      readonly firstQuarter: number;
      readonly lastAt: number;
      readonly closesAt: number | null;
    }>(
      db.prepare(
        `SELECT number, first_quarter AS firstQuarter, last_at AS lastAt, closes_at AS closesAt
         FROM sessions WHERE first_quarter < ? AND (first_quarter, number) > (?, ?)
         ORDER BY first_quarter, number LIMIT ?`,
      ),
    ),
    removeMarks: removal(db, 'DELETE FROM marks WHERE session = ?'),
    removeSession: removal(db, 'DELETE FROM sessions WHERE number = ?'),
    removeHandovers: removal(
      db,
      'DELETE FROM handovers WHERE id IN (SELECT id FROM handovers WHERE requested_at < ? LIMIT ?)',
    ),
  };
}
