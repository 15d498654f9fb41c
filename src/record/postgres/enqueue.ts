/** Puts a batch into the outbox: a journal row for each destination. */

import type { Sql } from './connection.ts';
import { expireOver } from './expiry.ts';
import type { PendingWrites } from './pending-writes.ts';
import { compare } from './table-writes.ts';
import { jsonText } from './text.ts';

interface EnqueuedRow {
  readonly destination: string;
  readonly id: number;
  /** What waits by then. */
  readonly events: number;
  readonly bytes: number;
}

/** Several rows for one destination do not come from one batch. */
const ENQUEUE = `
  WITH r AS (
    SELECT * FROM json_to_recordset($1) AS r (destination text, shape integer, "firstSeq" bigint,
      "lastSeq" bigint, pending bigint, bytes bigint, settled text, "oldestAt" bigint, "createdAt" bigint)
  ),
  d AS (
    INSERT INTO deliveries (destination, shape, first_seq, last_seq, pending, bytes, settled, oldest_at, created_at)
    SELECT destination, shape, "firstSeq", "lastSeq", pending, bytes, decode(settled, 'hex'), "oldestAt", "createdAt"
    FROM r RETURNING id, destination
  ),
  s AS (
    INSERT INTO outbox_sizes AS o (destination, events, bytes)
    SELECT destination, pending, bytes FROM r
    ON CONFLICT (destination) DO UPDATE SET events = o.events + excluded.events,
      bytes = o.bytes + excluded.bytes
    RETURNING destination, events, bytes
  )
  SELECT d.destination, d.id, s.events, s.bytes FROM d JOIN s ON s.destination = d.destination`;

/**
 * Writes the journal rows of a batch, whose first event has the place `firstSeq`, and expires what is
 * then beyond the limits. To be run in the batch's transaction, at its end.
 */
export async function enqueueAll(
  sql: Sql,
  { enqueued }: PendingWrites,
  firstSeq: number,
): Promise<void> {
  if (enqueued.length === 0) return;
  const rows = enqueued
    .map(({ row }) => ({
      ...row,
      firstSeq: firstSeq + row.firstSeq,
      lastSeq: firstSeq + row.lastSeq,
      settled: Buffer.from(row.settled).toString('hex'),
    }))
    .toSorted((a, b) => compare(a.destination, b.destination));
  const added = await sql.query<EnqueuedRow>(ENQUEUE, [jsonText(rows)]);
  for (const { destination, id, events, bytes } of added) {
    const own = enqueued.find(({ row }) => row.destination === destination);
    if (!own) continue;
    const { limits, row } = own;
    await expireOver(
      sql,
      { destination, addedId: id, waiting: { events, bytes } },
      { limits, now: row.createdAt },
    );
  }
}
