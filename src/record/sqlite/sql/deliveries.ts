/** SQL about the outbox: its journal rows, their leases and the letters that could not be delivered. */

import type { DatabaseLike } from '../driver.ts';

/** A journal row. */
export interface DeliveryRow {
  readonly id: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly pending: number;
  readonly settled: Uint8Array;
  /** Events of the current lease that are to be tried again. */
  readonly retried: Uint8Array | null;
  readonly attempts: number;
  readonly nextAttemptAt: number;
}

/** An event as it is read for a destination. */
export interface JournalEventRow {
  readonly seq: number;
  readonly id: string;
  readonly kind: string;
  readonly at: number;
  readonly turn: string;
  readonly act: number;
  readonly segment: number;
  readonly user: number | null;
  readonly userKey: string | null;
  readonly conversationKey: string | null;
  readonly sessionId: string | null;
  readonly sessionOpenedAt: number | null;
  readonly sincePreviousMs: number | null;
  readonly data: string;
}

export interface DeadLetter {
  readonly destination: string;
  readonly event: JournalEventRow;
  readonly reason: string;
  readonly detail: string | undefined;
  readonly diedAt: number;
  /** JSON of the event. */
  readonly data: string;
}

const ROW = `id, first_seq AS firstSeq, last_seq AS lastSeq, pending, settled, retried, attempts,
  next_attempt_at AS nextAttemptAt`;

/** The journal row of a batch for one destination. */
export interface EnqueuedRow {
  readonly destination: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly pending: number;
  readonly settled: Uint8Array;
  /** Time of the oldest event that waits. */
  readonly oldestAt: number;
  readonly createdAt: number;
}

/** Prepares the statement that puts a batch into the outbox. */
export function enqueueStatement(db: DatabaseLike) {
  const statement = db.prepare(
    `INSERT INTO deliveries (destination, first_seq, last_seq, pending, settled, oldest_at, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  return (row: EnqueuedRow) =>
    statement.run(
      row.destination,
      row.firstSeq,
      row.lastSeq,
      row.pending,
      row.settled,
      row.oldestAt,
      row.createdAt,
    );
}

export type DeliveryStatements = ReturnType<typeof deliveryStatements>;

/** Prepares the statements of the outbox. */
export function deliveryStatements(db: DatabaseLike) {
  return {
    due: selectDue(db),
    held: selectHeld(db),
    events: selectEvents(db),
    ...leaseStatements(db),
    progress: updateProgress(db),
    remove: deleteDelivery(db),
    bury: insertDeadLetter(db),
  };
}

/** The oldest row after `id` that may be claimed now. */
function selectDue(db: DatabaseLike) {
  const statement = db.prepare(
    `SELECT ${ROW} FROM deliveries
     WHERE destination = ? AND id > ? AND next_attempt_at <= ?
       AND (lease_owner IS NULL OR lease_until <= ?)
     ORDER BY id LIMIT 1`,
  );
  return (destination: string, now: number, id = 0) =>
    statement.get(destination, id, now, now) as DeliveryRow | undefined;
}

/** A row, if the owner holds its lease. */
function selectHeld(db: DatabaseLike) {
  const statement = db.prepare(
    `SELECT ${ROW} FROM deliveries WHERE id = ? AND destination = ? AND lease_owner = ?`,
  );
  return (id: number, destination: string, owner: string) =>
    statement.get(id, destination, owner) as DeliveryRow | undefined;
}

function selectEvents(db: DatabaseLike) {
  const statement = db.prepare(
    `SELECT e.seq, e.id, e.kind, e.at, e.turn, e.act, e.segment, e.user, u.key AS userKey,
       c.key AS conversationKey, s.id AS sessionId, s.opened_at AS sessionOpenedAt,
       e.since_previous_ms AS sincePreviousMs, e.data
     FROM events e
       LEFT JOIN users u ON u.number = e.user
       LEFT JOIN conversations c ON c.number = e.conversation
       LEFT JOIN sessions s ON s.number = e.session
     WHERE e.seq BETWEEN ? AND ? ORDER BY e.seq`,
  );
  return ({ firstSeq, lastSeq }: DeliveryRow) =>
    statement.all(firstSeq, lastSeq) as JournalEventRow[];
}

function leaseStatements(db: DatabaseLike) {
  const lease = db.prepare(
    'UPDATE deliveries SET lease_owner = ?, lease_until = ?, retried = NULL WHERE id = ?',
  );
  const giveBack = db.prepare(
    `UPDATE deliveries SET lease_owner = NULL, lease_until = NULL, retried = NULL,
       attempts = attempts + 1 WHERE id = ?`,
  );
  const release = db.prepare(
    `UPDATE deliveries SET lease_owner = NULL, lease_until = NULL,
       attempts = attempts + (retried IS NOT NULL), retried = NULL
     WHERE destination = ? AND lease_owner = ?`,
  );
  return {
    lease: (id: number, owner: string, until: number) => lease.run(owner, until, id),
    /** Ends the lease of a row of which something is to be tried again: that was an attempt. */
    giveBack: (id: number) => giveBack.run(id),
    /** Ends the leases of an owner; only rows of which something was to be tried again count an attempt. */
    release: (destination: string, owner: string) => release.run(destination, owner),
  };
}

function updateProgress(db: DatabaseLike) {
  const statement = db.prepare(
    `UPDATE deliveries SET pending = ?, settled = ?, retried = ?, next_attempt_at = ?, oldest_at = ?
     WHERE id = ?`,
  );
  return (row: DeliveryRow, oldestAt: number) =>
    statement.run(row.pending, row.settled, row.retried, row.nextAttemptAt, oldestAt, row.id);
}

function deleteDelivery(db: DatabaseLike) {
  const statement = db.prepare('DELETE FROM deliveries WHERE id = ?');
  return (id: number) => statement.run(id);
}

function insertDeadLetter(db: DatabaseLike) {
  const statement = db.prepare(
    `INSERT INTO dead_letters (destination, event, user, reason, detail, died_at, data)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  return ({ destination, event, reason, detail, diedAt, data }: DeadLetter) =>
    statement.run(destination, event.id, event.user, reason, detail ?? null, diedAt, data);
}
