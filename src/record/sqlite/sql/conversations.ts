/** SQL about the states of conversations and participants. */

import type { DatabaseLike } from '../driver.ts';
import type {
  ConversationRow,
  ConversationStatements,
  ConversationValues,
  DueConversationRow,
  ParticipantRow,
  ParticipantValues,
} from '../../recording/statements.ts';
import { lastNumber } from './last-number.ts';

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
  return {
    lastNumber: lastNumber(db, 'conversations'),
    byKey: (key: string) => select.get(key) as ConversationRow | undefined,
    insert: (row: ConversationValues): void => {
      insert.run(row.number, row.key, row.channel, row.state, row.settleAt, row.settleFor);
    },
    update: ({ number, state, settleAt, settleFor }: ConversationValues): void => {
      update.run(state, settleAt, settleFor, number);
    },
    clearDue: (number: number): void => {
      clear.run(number);
    },
    /** Those in which a message is to be settled, the longest waiting first. */
    due: (at: number, limit: number) => selectDue.all(at, limit) as DueConversationRow[],
    ...participantStatements(db),
  } satisfies ConversationStatements & Record<string, unknown>;
}

function participantStatements(db: DatabaseLike) {
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
    lastParticipant: lastNumber(db, 'participants'),
    participant: (conversation: number, member: string) =>
      selectParticipant.get(conversation, member) as ParticipantRow | undefined,
    upsertParticipant: (row: ParticipantValues): void => {
      upsertParticipant.run(row.number, row.conversation, row.member, row.state, row.session);
    },
  };
}
