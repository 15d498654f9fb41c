/** Keeps the outbox bounded: the oldest goes first, whole journal rows at a time, and is counted. */

import type { OutboxLimits } from '../../model/settings.ts';
import type { EpochMs } from '../../model/time.ts';
import { AHEAD_MS, ROWS_AT_ONCE, excess, isOver } from '../delivering/bounds.ts';
import type { OutboxSize } from '../delivering/rows.ts';
import type { Outbox } from '../outbox.ts';
import type { Sql } from './connection.ts';
import { addToBooks } from './outbox-books.ts';
import { isFree, lossOf, removeFound } from './outbox-rows.ts';
import type { RemovedRow } from './outbox-rows.ts';

/**
 * What stands before a row is what goes before it: it goes too if there is still too much then. What
 * somebody is claiming at this moment is left to them.
 */
const OVER = `
  SELECT d.id FROM deliveries d
  WHERE ${isFree('$3')} AND d.id = ANY(ARRAY(
    SELECT id FROM (
      SELECT id, sum(pending) OVER rows_before AS events, sum(bytes) OVER rows_before AS bytes
      FROM (
        SELECT d.id, d.pending, d.bytes FROM deliveries d
        WHERE d.destination = $1 AND d.id < $2 AND ${isFree('$3')} ORDER BY d.id LIMIT ${ROWS_AT_ONCE}
      ) o
      WINDOW rows_before AS (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
    ) o
    WHERE coalesce(events, 0) < $4::bigint OR coalesce(bytes, 0) < $5::bigint
  ))
  ORDER BY d.id FOR UPDATE SKIP LOCKED`;

/** A row that has just been added, and what waits for its destination by then. */
export interface AddedRow {
  readonly destination: string;
  readonly addedId: number;
  readonly waiting: OutboxSize;
}

/**
 * Expires what waits longest for a destination, until the rest is within the limits. The row that has
 * just come stays, and so does what somebody is sending at this moment. To be run in the transaction
 * that has added the row.
 */
export async function expireOver(
  sql: Sql,
  { destination, addedId, waiting }: AddedRow,
  { limits, now }: { readonly limits: OutboxLimits; readonly now: EpochMs },
): Promise<void> {
  if (!isOver(waiting, limits)) return;
  const { events, bytes } = excess(waiting, limits);
  await countExpired(sql, await removeFound(sql, OVER, [destination, addedId, now, events, bytes]));
}

/** Only of the oldest of each destination: behind them is nothing older. What a clock wrote that was ahead is passed over. */
const OLDER = `
  SELECT d.id FROM deliveries d
  WHERE ${isFree('$2')} AND d.created_at < $1::bigint AND d.id = ANY(ARRAY(
    SELECT o.id FROM outbox_sizes s CROSS JOIN LATERAL (
      SELECT d.id, d.created_at FROM deliveries d
      WHERE d.destination = s.destination AND ${isFree('$2')}
        AND d.created_at <= $2::bigint + ${AHEAD_MS}
      ORDER BY d.id LIMIT ${ROWS_AT_ONCE}
    ) o
    WHERE s.events > 0 AND o.created_at < $1::bigint
    ORDER BY o.id LIMIT ${ROWS_AT_ONCE}
  ))
  ORDER BY d.id FOR UPDATE SKIP LOCKED`;

/** Expires what was enqueued before a time, for all destinations; to be run in a transaction. */
export async function expireOlder(
  sql: Sql,
  { enqueuedBefore, now }: Parameters<Outbox['expire']>[0],
): Promise<number> {
  const removed = await removeFound(sql, OLDER, [enqueuedBefore, now]);
  await countExpired(sql, removed);
  return removed.reduce((sum, { pending }) => sum + pending, 0);
}

async function countExpired(sql: Sql, removed: readonly RemovedRow[]): Promise<void> {
  await addToBooks(sql, {
    totals: removed.map(({ destination, pending: events }) => ({
      destination,
      outcome: 'expired',
      reason: '',
      events,
    })),
    sizes: removed.map(lossOf),
  });
}
