/** What a file says of how far the recording came, counted in independent ways. */

import { MIGRATIONS } from '../../src/record/sqlite/migrations.ts';
import { openDatabase, single } from '../support/database.ts';

export interface Moment {
  /** The last batch of the writer `w`; 0 = none. */
  readonly batch: number;
  readonly integrity: string;
  readonly facts: number;
  readonly received: number;
  readonly sent: number;
  readonly receivedEvents: number;
  readonly sentEvents: number;
  /** All that was enqueued waits: nobody has delivered anything. */
  readonly isBalanced: boolean;
}

const MOMENT = `SELECT
  coalesce((SELECT last_batch FROM writers WHERE id = 'w'), 0) AS batch,
  coalesce((SELECT value FROM meta WHERE name = 'facts'), 0) AS facts,
  coalesce((SELECT sum(received) FROM counters), 0) AS received,
  coalesce((SELECT sum(sent) FROM counters), 0) AS sent,
  (SELECT count(*) FROM events WHERE kind = 'message_received') AS receivedEvents,
  (SELECT count(*) FROM events WHERE kind = 'message_sent') AS sentEvents,
  coalesce((SELECT sum(events) FROM destination_totals WHERE outcome = 'enqueued'), 0) AS enqueued,
  coalesce((SELECT sum(events) FROM outbox_sizes), 0) AS waiting,
  coalesce((SELECT sum(pending) FROM deliveries), 0) AS pending`;

/** Not even all tables are there yet. */
const NOTHING: Omit<Moment, 'integrity'> = {
  batch: 0,
  facts: 0,
  received: 0,
  sent: 0,
  receivedEvents: 0,
  sentEvents: 0,
  isBalanced: true,
};

/** Opens the file as the next start does, and looks. */
export function momentIn(path: string): Moment {
  const db = openDatabase(path);
  try {
    const integrity = single(db, 'PRAGMA integrity_check') as string;
    const version = single(db, 'PRAGMA user_version') as number;
    if (version < MIGRATIONS.length) return { ...NOTHING, integrity };
    const row = db.prepare(MOMENT).get() as Omit<Moment, 'integrity' | 'isBalanced'> &
      Readonly<Record<'enqueued' | 'waiting' | 'pending', number>>;
    const { enqueued, waiting, pending, ...counts } = row;
    return { ...counts, integrity, isBalanced: enqueued === waiting && waiting === pending };
  } finally {
    db.close();
  }
}
