/** SQL about votes on messages. */

import type { VoteRow } from '../../recording/statements.ts';
import type { DatabaseLike } from '../driver.ts';

/** Prepares the statements about votes: of a participant, who stays the same whoever they turn out to be. */
export function voteStatements(db: DatabaseLike) {
  const select = db.prepare(
    `SELECT message, vote, message_at AS messageAt, segment, session, dialog FROM votes
     WHERE participant = ? AND message = ?`,
  );
  const upsert = db.prepare(
    `INSERT INTO votes (participant, message, vote, message_at, segment, session, dialog)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (participant, message) DO UPDATE SET vote = excluded.vote,
       session = coalesce(session, excluded.session)`,
  );
  return {
    on: (participant: number, message: string) =>
      select.get(participant, message) as VoteRow | undefined,
    put: (participant: number, row: VoteRow) => {
      const { message, vote, messageAt, segment, session, dialog } = row;
      return upsert.run(participant, message, vote, messageAt, segment, session, dialog);
    },
  };
}
