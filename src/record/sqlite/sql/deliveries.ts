/** SQL about the outbox: its journal rows and their leases. */

import { LONGEST_LEASE_MS, LONGEST_WAIT_MS } from '../../delivering/bounds.ts';
import type { DeliveryRow, EventTime, JournalEventRow, OutboxSize } from '../../delivering/rows.ts';
import type { EnqueuedRow } from '../../recording/statements.ts';
import type { DatabaseLike } from '../driver.ts';
import { buryStatement } from './dead-letters.ts';
import { outboxSizeStatements } from './outbox-sizes.ts';
import type { OutboxSizeStatements } from './outbox-sizes.ts';

const ROW = `id, destination, shape, bytes, lease_owner AS leaseOwner, first_seq AS firstSeq,
  last_seq AS lastSeq, pending, settled, retried, begun, attempts, next_attempt_at AS nextAttemptAt`;

/** A row that was put into the outbox, and what waits for its destination by then. */
export interface Enqueued {
  readonly id: number;
  readonly waiting: OutboxSize;
}

/** Prepares the statement that puts a batch into the outbox. */
function enqueueStatement(db: DatabaseLike, sizes: OutboxSizeStatements) {
  const statement = db.prepare(
    `INSERT INTO deliveries (destination, shape, first_seq, last_seq, pending, bytes, settled, oldest_at, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return (row: EnqueuedRow): Enqueued => {
    const { lastInsertRowid } = statement.run(
      row.destination,
      row.shape,
      row.firstSeq,
      row.lastSeq,
      row.pending,
      row.bytes,
      row.settled,
      row.oldestAt,
      row.createdAt,
    );
    const waiting = sizes.add(row.destination, { events: row.pending, bytes: row.bytes });
    return { id: Number(lastInsertRowid), waiting };
  };
}

export type DeliveryStatements = ReturnType<typeof deliveryStatements>;

/** Prepares the statements of the outbox. */
export function deliveryStatements(db: DatabaseLike) {
  const sizes = outboxSizeStatements(db);
  return {
    sizes,
    enqueue: enqueueStatement(db, sizes),
    due: selectDue(db),
    held: selectHeld(db),
    byId: selectById(db),
    oldest: selectOldest(db),
    first: selectFirst(db),
    lastId: selectLastId(db),
    events: selectEvents(db),
    times: selectTimes(db),
    ...leaseStatements(db),
    progress: updateProgress(db, sizes),
    setOldest: updateOldest(db),
    remove: deleteDelivery(db, sizes),
    bury: buryStatement(db),
  };
}

/** Who holds a row, and until when. */
interface Lease {
  readonly owner: string;
  readonly until: number;
  readonly begun: Uint8Array | null;
}

const IS_FREE = `(lease_owner IS NULL OR lease_until <= :now OR lease_until > :now + ${LONGEST_LEASE_MS})`;

/** The oldest row after `id` that may be claimed now. */
function selectDue(db: DatabaseLike) {
  const statement = db.prepare(
    `SELECT ${ROW} FROM deliveries
     WHERE destination = :destination AND id > :id AND ${IS_FREE}
       AND (next_attempt_at <= :now OR next_attempt_at > :now + ${LONGEST_WAIT_MS})
     ORDER BY id LIMIT 1`,
  );
  return (destination: string, now: number, id = 0) =>
    statement.get({ destination, id, now }) as DeliveryRow | undefined;
}

/** A row, if the owner holds its lease. */
function selectHeld(db: DatabaseLike) {
  const statement = db.prepare(
    `SELECT ${ROW} FROM deliveries WHERE id = ? AND destination = ? AND lease_owner = ?`,
  );
  return (id: number, destination: string, owner: string) =>
    statement.get(id, destination, owner) as DeliveryRow | undefined;
}

/** A row, whoever holds it. */
function selectById(db: DatabaseLike) {
  const statement = db.prepare(`SELECT ${ROW} FROM deliveries WHERE id = ?`);
  return (id: number) => statement.get(id) as DeliveryRow | undefined;
}

/** The oldest row after `id` that nobody holds at `now`; `createdAt` is when it was enqueued. */
function selectOldest(db: DatabaseLike) {
  const statement = db.prepare(
    `SELECT ${ROW}, created_at AS createdAt FROM deliveries
     WHERE destination = :destination AND id > :id AND ${IS_FREE}
     ORDER BY id LIMIT 1`,
  );
  return (destination: string, now: number, id = 0) =>
    statement.get({ destination, id, now }) as
      (DeliveryRow & { readonly createdAt: number }) | undefined;
}

/** The oldest row, whoever holds it. */
function selectFirst(db: DatabaseLike) {
  const statement = db.prepare(
    `SELECT ${ROW} FROM deliveries WHERE destination = ? ORDER BY id LIMIT 1`,
  );
  return (destination: string) => statement.get(destination) as DeliveryRow | undefined;
}

/** Id of the latest row; 0 if there is none. */
function selectLastId(db: DatabaseLike) {
  const statement = db.prepare('SELECT max(id) AS id FROM deliveries WHERE destination = ?');
  return (destination: string) =>
    (statement.get(destination) as { readonly id: number | null }).id ?? 0;
}

/** The channel's user stands for an event; where it was recorded before that was kept, the user's first. */
function selectEvents(db: DatabaseLike) {
  const statement = db.prepare(
    `SELECT e.seq, e.id, e.kind, e.at, e.turn, e.act, e.segment, e.user,
       CASE WHEN e.user IS NULL THEN NULL ELSE coalesce(p.member, u.key) END AS userKey,
       iif(e.identified, u.identity, NULL) AS identityKey, e.raw_id AS rawId,
       c.key AS conversationKey, s.id AS sessionId, s.opened_at AS sessionOpenedAt,
       e.since_previous_ms AS sincePreviousMs, e.data
     FROM events e
       LEFT JOIN users u ON u.number = e.user
       LEFT JOIN participants p ON p.number = e.participant
       LEFT JOIN conversations c ON c.number = e.conversation
       LEFT JOIN sessions s ON s.number = e.session
     WHERE e.seq BETWEEN ? AND ? ORDER BY e.seq`,
  );
  return ({ firstSeq, lastSeq }: Pick<DeliveryRow, 'firstSeq' | 'lastSeq'>) =>
    statement.all(firstSeq, lastSeq) as JournalEventRow[];
}

/** When the events of a row happened. */
function selectTimes(db: DatabaseLike) {
  const statement = db.prepare('SELECT seq, at FROM events WHERE seq BETWEEN ? AND ?');
  return ({ firstSeq, lastSeq }: DeliveryRow) => statement.all(firstSeq, lastSeq) as EventTime[];
}

function leaseStatements(db: DatabaseLike) {
  const lease = db.prepare(
    'UPDATE deliveries SET lease_owner = ?, lease_until = ?, begun = ?, retried = NULL WHERE id = ?',
  );
  const giveBack = db.prepare(
    `UPDATE deliveries SET lease_owner = NULL, lease_until = NULL, begun = NULL,
       oldest_at = coalesce(?, oldest_at), attempts = attempts + (retried IS NOT NULL), retried = NULL
     WHERE id = ?`,
  );
  const selectHeldBy = db.prepare(
    `SELECT ${ROW} FROM deliveries WHERE destination = ? AND lease_owner = ?`,
  );
  const renew = db.prepare(
    'UPDATE deliveries SET lease_until = ? WHERE destination = ? AND lease_owner = ?',
  );
  return {
    lease: (id: number, { owner, until, begun }: Lease) => lease.run(owner, until, begun, id),
    renew: (destination: string, owner: string, until: number) =>
      renew.run(until, destination, owner).changes,
    /**
     * Ends the lease of a row; that was an attempt if something of it is to be tried again.
     * @param oldestAt time of the oldest event that still waits; `null` if that is not known
     */
    giveBack: (id: number, oldestAt: number | null) => giveBack.run(oldestAt, id),
    /** All rows that an owner holds. */
    heldBy: (destination: string, owner: string) =>
      selectHeldBy.all(destination, owner) as DeliveryRow[],
  };
}

/** Says how far a row has come. Which of its events is the oldest is looked up when it is given back. */
function updateProgress(db: DatabaseLike, sizes: OutboxSizeStatements) {
  const statement = db.prepare(
    `UPDATE deliveries SET pending = ?, settled = ?, retried = ?, begun = ?, next_attempt_at = ?
     WHERE id = ?`,
  );
  return (before: DeliveryRow, row: DeliveryRow): void => {
    const { pending, settled, retried, begun, nextAttemptAt } = row;
    statement.run(pending, settled, retried, begun, nextAttemptAt, row.id);
    const events = row.pending - before.pending;
    if (events !== 0) sizes.add(row.destination, { events, bytes: 0 });
  };
}

/** Says when the oldest of its events that wait happened; `null` = that is not known. */
function updateOldest(db: DatabaseLike) {
  const statement = db.prepare(
    'UPDATE deliveries SET oldest_at = coalesce(?, oldest_at) WHERE id = ?',
  );
  return (id: number, oldestAt: number | null) => statement.run(oldestAt, id);
}

/** Takes a row out, with all that still waits of it. */
function deleteDelivery(db: DatabaseLike, sizes: OutboxSizeStatements) {
  const statement = db.prepare('DELETE FROM deliveries WHERE id = ?');
  return ({ id, destination, pending, bytes }: DeliveryRow): void => {
    statement.run(id);
    sizes.add(destination, { events: -pending, bytes: -bytes });
  };
}
