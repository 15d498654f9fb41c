/** SQL about the states of conversations and participants. */

import type { DatabaseLike } from '../driver.ts';
import { lastNumber } from './last-number.ts';

export interface ConversationRow {
  readonly number: number;
  readonly state: string;
  /** JSON of the names of the destinations that are told of what waits in it. */
  readonly settleFor: string | null;
}

/** A conversation as it is written. */
interface ConversationValues extends ConversationRow {
  readonly key: string;
  readonly channel: string;
  readonly settleAt: number | null;
}

export type DueConversationRow = ConversationRow & Pick<ConversationValues, 'key' | 'channel'>;

export interface ParticipantRow {
  readonly number: number;
  readonly state: string;
  /** Id of the latest session. */
  readonly sessionId: string | null;
}

/** A participant as it is written. */
export interface ParticipantValues {
  readonly number: number;
  readonly conversation: number;
  readonly member: string;
  readonly state: string;
  /** Number of the latest session. */
  readonly session: number | null;
}

export type ConversationStatements = ReturnType<typeof conversationStatements>;

/** Prepares the statements about conversations and participants. */
export function conversationStatements(db: DatabaseLike) {
  const select = db.prepare(
    'SELECT number, state, settle_for AS settleFor FROM conversations WHERE key = ?',
  );
  const insert = db.prepare(
    'INSERT INTO conversations (number, key, channel, state, settle_at, settle_for) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const update = db.prepare(
    'UPDATE conversations SET state = ?, settle_at = ?, settle_for = ? WHERE number = ?',
  );
  const clear = db.prepare('UPDATE conversations SET settle_at = NULL WHERE number = ?');
  const selectDue = db.prepare(
    `SELECT number, key, channel, state, settle_for AS settleFor FROM conversations
     WHERE settle_at < ? AND key IS NOT NULL ORDER BY settle_at, number LIMIT ?`,
  );
  const selectParticipant = db.prepare(
    `SELECT p.number, p.state, s.id AS sessionId
     FROM participants p LEFT JOIN sessions s ON s.number = p.session
     WHERE p.conversation = ? AND p.member = ?`,
  );
  const upsertParticipant = db.prepare(
    `INSERT INTO participants (number, conversation, member, state, session) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (number) DO UPDATE SET state = excluded.state, session = excluded.session`,
  );
  return {
    lastNumber: lastNumber(db, 'conversations'),
    byKey: (key: string) => select.get(key) as ConversationRow | undefined,
    insert: (row: ConversationValues) =>
      insert.run(row.number, row.key, row.channel, row.state, row.settleAt, row.settleFor),
    update: ({ number, state, settleAt, settleFor }: ConversationValues) =>
      update.run(state, settleAt, settleFor, number),
    /** It is looked at now: only what it still waits for brings it back. */
    clearDue: (number: number) => clear.run(number),
    /** Those in which a message is to be settled, the longest waiting first. */
    due: (at: number, limit: number) => selectDue.all(at, limit) as DueConversationRow[],
    lastParticipant: lastNumber(db, 'participants'),
    participant: (conversation: number, member: string) =>
      selectParticipant.get(conversation, member) as ParticipantRow | undefined,
    upsertParticipant: (row: ParticipantValues) =>
      upsertParticipant.run(row.number, row.conversation, row.member, row.state, row.session),
  };
}
