/** SQL about the states of conversations and participants. */

import type { DatabaseLike } from '../driver.ts';
import { lastNumber } from './last-number.ts';

export interface ConversationRow {
  readonly number: number;
  readonly state: string;
}

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
  const select = db.prepare('SELECT number, state FROM conversations WHERE key = ?');
  const insert = db.prepare(
    'INSERT INTO conversations (number, key, channel, state) VALUES (?, ?, ?, ?)',
  );
  const update = db.prepare('UPDATE conversations SET state = ? WHERE number = ?');
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
    insert: (row: ConversationRow & { readonly key: string; readonly channel: string }) =>
      insert.run(row.number, row.key, row.channel, row.state),
    update: ({ number, state }: ConversationRow) => update.run(state, number),
    lastParticipant: lastNumber(db, 'participants'),
    participant: (conversation: number, member: string) =>
      selectParticipant.get(conversation, member) as ParticipantRow | undefined,
    upsertParticipant: (row: ParticipantValues) =>
      upsertParticipant.run(row.number, row.conversation, row.member, row.state, row.session),
  };
}
