/** What a batch is recorded by, on a connection. */

import type { RecordStatements } from '../recording/statements.ts';
import type { DatabaseLike } from './driver.ts';
import { expireOver } from './expiry.ts';
import type { Journal } from './journal.ts';
import { metaStatements } from './meta.ts';
import { segmentStatements } from './segments.ts';
import { conversationStatements } from './sql/conversations.ts';
import { eventStatements } from './sql/events.ts';
import { rollupStatements } from './sql/rollups.ts';
import { sessionStatements } from './sql/sessions.ts';
import { tombstoneStatements } from './sql/tombstones.ts';
import { userStatements } from './sql/users.ts';
import { voteStatements } from './sql/votes.ts';

export type SqliteStatements = ReturnType<typeof recordStatements>;

/**
 * Prepares the statements of a connection that records.
 * @param journal the outbox of the same connection
 */
export function recordStatements(db: DatabaseLike, journal: Journal) {
  return {
    meta: metaStatements(db),
    users: userStatements(db),
    tombstones: tombstoneStatements(db),
    conversations: conversationStatements(db),
    sessions: sessionStatements(db),
    votes: voteStatements(db),
    rollups: rollupStatements(db),
    events: eventStatements(db),
    outbox: outboxStatements(journal),
    shapes: journal.shapes,
    segments: segmentStatements(db),
  } satisfies RecordStatements & Record<string, unknown>;
}

function outboxStatements({ deliveries, totals }: Journal): RecordStatements['outbox'] {
  return {
    enqueue(row, limits) {
      const { destination, pending: events, createdAt: now } = row;
      const added = deliveries.enqueue(row);
      totals.add({ destination, outcome: 'enqueued', reason: '', events });
      expireOver({ deliveries, totals }, { destination, added }, { limits, now });
    },
  };
}
