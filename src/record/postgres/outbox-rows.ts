/**
 * SQL about the journal rows of the outbox. Whoever locks some of them does it in the order of their ids.
 *
 * Rows that one part of a statement has found are handed to the next as an array: the server looks them
 * up one by one then, however many it expects.
 */

import { LONGEST_LEASE_MS } from '../delivering/bounds.ts';
import type { DeliveryRow } from '../delivering/rows.ts';
import type { EnqueuedRow } from '../recording/statements.ts';
import type { Sql } from './connection.ts';
import type { SqlValue } from './driver.ts';
import type { SizeChange } from './outbox-books.ts';
import { jsonText } from './text.ts';

/** Of `deliveries d`. */
export const ROW = `d.id, d.destination, d.shape, d.bytes, d.lease_owner AS "leaseOwner",
  d.first_seq AS "firstSeq", d.last_seq AS "lastSeq", d.pending, d.settled, d.retried, d.begun,
  d.attempts, d.next_attempt_at AS "nextAttemptAt"`;

/** Nobody holds a row of `deliveries d` at a time, which is a parameter of the statement, as `$1`. */
export function isFree(now: string): string {
  return `(d.lease_owner IS NULL OR d.lease_until <= ${now}::bigint
    OR d.lease_until > ${now}::bigint + ${LONGEST_LEASE_MS})`;
}

/** Rows of an owner, which nobody else can change until the transaction is over. */
export function lockHeld(
  sql: Sql,
  {
    destination,
    owner,
    ids,
  }: {
    readonly destination: string;
    readonly owner: string;
    /** Absent = all. */
    readonly ids?: readonly number[] | undefined;
  },
): Promise<readonly DeliveryRow[]> {
  return sql.query<DeliveryRow>(
    `SELECT ${ROW} FROM deliveries d
     WHERE d.destination = $1 AND d.lease_owner = $2 AND ($3::bigint[] IS NULL OR d.id = ANY($3))
     ORDER BY d.id FOR UPDATE`,
    [destination, owner, ids ?? null],
  );
}

/** A row as it is to be written. */
export interface ChangedRow extends DeliveryRow {
  /** Time of the oldest event that still waits; absent = as it was. */
  readonly oldestAt?: number | null | undefined;
}

/** A row that is locked, and as it is to be: it is taken out if nothing of it is pending. */
export interface RowChange {
  readonly before: DeliveryRow;
  readonly row: ChangedRow;
}

/** How the size of what waits changes. */
export function sizeChangeOf({ before, row }: RowChange): SizeChange {
  const { destination, pending } = row;
  const bytes = pending === 0 ? -before.bytes : 0;
  return { destination, events: pending - before.pending, bytes };
}

/** Where nobody holds a row any more, its lease ends. */
const CHANGE = `
  UPDATE deliveries d SET pending = r.pending, settled = decode(r.settled, 'hex'),
    retried = decode(r.retried, 'hex'), begun = decode(r.begun, 'hex'), attempts = r.attempts,
    next_attempt_at = r."nextAttemptAt", oldest_at = coalesce(r."oldestAt", d.oldest_at),
    lease_owner = r."leaseOwner",
    lease_until = CASE WHEN r."leaseOwner" IS NOT NULL THEN d.lease_until END
  FROM json_to_recordset($1) AS r (id bigint, pending bigint, settled text, retried text, begun text,
    attempts integer, "nextAttemptAt" bigint, "oldestAt" bigint, "leaseOwner" text)
  WHERE d.id = r.id`;

/** Writes what became of rows. */
export async function writeRows(sql: Sql, changes: readonly RowChange[]): Promise<void> {
  const [left, gone] = [changes.filter(isLeft), changes.filter((change) => !isLeft(change))];
  if (left.length > 0) {
    const rows = left.map(({ row: { settled, retried, begun, ...row } }) => ({
      ...row,
      settled: hexOf(settled),
      retried: retried && hexOf(retried),
      begun: begun && hexOf(begun),
    }));
    await sql.run(CHANGE, [jsonText(rows)]);
  }
  if (gone.length > 0) {
    const ids = gone.map(({ before }) => before.id);
    await sql.run('DELETE FROM deliveries WHERE id = ANY($1)', [ids]);
  }
}

function isLeft({ row }: RowChange): boolean {
  return row.pending > 0;
}

/** A row that was taken out. */
export interface RemovedRow {
  readonly destination: string;
  readonly pending: number;
  readonly bytes: number;
}

/**
 * Takes out what a selection of ids from `deliveries d` has found and locked.
 * @param selection ends in `FOR UPDATE`
 */
export function removeFound(
  sql: Sql,
  selection: string,
  values: readonly SqlValue[],
): Promise<readonly RemovedRow[]> {
  return sql.query<RemovedRow>(
    `WITH found AS MATERIALIZED (${selection})
     DELETE FROM deliveries d WHERE d.id = ANY(ARRAY(SELECT id FROM found))
     RETURNING d.destination, d.pending, d.bytes`,
    values,
  );
}

/** What was taken out, as the sizes change by it. */
export function lossOf({ destination, pending, bytes }: RemovedRow): SizeChange {
  return { destination, events: -pending, bytes: -bytes };
}

const INSERT = `
  INSERT INTO deliveries (destination, shape, first_seq, last_seq, pending, bytes, settled, oldest_at, created_at)
  SELECT destination, shape, "firstSeq", "lastSeq", pending, bytes, decode(settled, 'hex'), "oldestAt", "createdAt"
  FROM json_to_recordset($1) AS r (destination text, shape integer, "firstSeq" bigint, "lastSeq" bigint,
    pending bigint, bytes bigint, settled text, "oldestAt" bigint, "createdAt" bigint)`;

/** Puts rows into the outbox. */
export async function insertRows(sql: Sql, rows: readonly EnqueuedRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql.run(INSERT, [jsonText(rows.map((row) => ({ ...row, settled: hexOf(row.settled) })))]);
}

function hexOf(bitmap: Uint8Array): string {
  return Buffer.from(bitmap).toString('hex');
}
