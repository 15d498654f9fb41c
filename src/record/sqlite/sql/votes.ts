/** SQL about votes on messages. */

import type { FeedbackVote } from '../../../model/call.ts';
import type { DatabaseLike } from '../driver.ts';

export interface VoteRow {
  /** Pseudonym of the message within its conversation. */
  readonly message: string;
  readonly vote: FeedbackVote;
  readonly messageAt: number;
  readonly segment: number;
  readonly dialog: string | null;
  /** Id of the session that the message belongs to. */
  readonly session: string | null;
}

/** Whose votes: numbers. */
export interface Voter {
  readonly conversation: number;
  readonly user: number;
}

export type VoteStatements = ReturnType<typeof voteStatements>;

/** Prepares the statements about votes. */
export function voteStatements(db: DatabaseLike) {
  const select = db.prepare(
    `SELECT message, vote, message_at AS messageAt, segment, dialog, session FROM votes
     WHERE conversation = ? AND user = ? AND message = ?`,
  );
  const upsert = db.prepare(
    `INSERT INTO votes (conversation, user, message, vote, message_at, segment, dialog, session)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (conversation, user, message) DO UPDATE SET vote = excluded.vote`,
  );
  return {
    on: ({ conversation, user }: Voter, message: string) =>
      select.get(conversation, user, message) as VoteRow | undefined,
    put: ({ conversation, user }: Voter, row: VoteRow) => {
      const { message, vote, messageAt, segment, dialog, session } = row;
      return upsert.run(conversation, user, message, vote, messageAt, segment, dialog, session);
    },
  };
}
