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
    `SELECT message, vote, message_at AS messageAt, segment, dialog FROM votes
     WHERE conversation = ? AND user = ? AND message = ?`,
  );
  const upsert = db.prepare(
    `INSERT INTO votes (conversation, user, message, vote, message_at, segment, dialog)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (conversation, user, message) DO UPDATE SET vote = excluded.vote`,
  );
  return {
    on: ({ conversation, user }: Voter, message: string) =>
      select.get(conversation, user, message) as VoteRow | undefined,
    put: ({ conversation, user }: Voter, row: VoteRow) =>
      upsert.run(conversation, user, row.message, row.vote, row.messageAt, row.segment, row.dialog),
  };
}
