/** Leases journal rows to those who deliver. */

import { LONGEST_WAIT_MS, MAX_ROWS } from '../delivering/bounds.ts';
import { claimedRow, leasedRow } from '../delivering/claiming.ts';
import type { ClaimedRow as Claimed } from '../delivering/claiming.ts';
import { waitingSeqs } from '../delivering/rows.ts';
import type { DeliveryRow } from '../delivering/rows.ts';
import type { ClaimQuery, OutboxEvent } from '../outbox.ts';
import type { Sql } from './connection.ts';
import { eventsAt, withFactsOfUsers } from './journal.ts';
import type { Journal } from './journal.ts';
import { addToBooks } from './outbox-books.ts';
import { ROW, isFree, sizeChangeOf, writeRows } from './outbox-rows.ts';

const IS_DUE = `d.destination = $1 AND d.id > $3 AND ${isFree('$2')}
  AND (d.next_attempt_at <= $2::bigint OR d.next_attempt_at > $2::bigint + ${LONGEST_WAIT_MS})`;

/**
 * Leases the oldest rows that are due, up to the one with which so many events are reached, and returns
 * them as they were before. Rows that somebody else is just claiming are left to them: as many others
 * are taken instead, where there are others.
 */
const LEASE = `
  WITH due AS (
    SELECT sum(pending) OVER (ORDER BY id) - pending AS before
    FROM (
      SELECT d.id, d.pending FROM deliveries d WHERE ${IS_DUE}
      ORDER BY d.id LIMIT least($4::bigint, ${MAX_ROWS})
    ) d
  ), locked AS MATERIALIZED (
    SELECT ${ROW} FROM deliveries d WHERE ${IS_DUE}
    ORDER BY d.id LIMIT (SELECT count(*) FROM due WHERE before < $4::bigint)
    FOR UPDATE SKIP LOCKED
  ), taken AS (
    SELECT *, sum(pending) OVER (ORDER BY id) - pending AS before FROM locked
  ), leased AS (
    UPDATE deliveries d SET lease_owner = $5, lease_until = $6, retried = NULL,
      begun = CASE WHEN $7::integer = 1
        THEN decode(repeat('00', ((d.last_seq - d.first_seq) / 8 + 1)::integer), 'hex') END
    WHERE d.id = ANY(ARRAY(SELECT id FROM taken WHERE before < $4::bigint))
  )
  SELECT id, destination, shape, bytes, "leaseOwner", "firstSeq", "lastSeq", pending, settled,
    retried, begun, attempts, "nextAttemptAt"
  FROM taken WHERE before < $4::bigint ORDER BY id`;

/** Leases what is due; to be run in a transaction. */
export async function claim(
  sql: Sql,
  journal: Journal,
  query: ClaimQuery,
): Promise<readonly OutboxEvent[]> {
  const claimed: ClaimedRow[] = [];
  let [events, after] = [0, 0];
  while (events < query.limit && claimed.length < MAX_ROWS) {
    const some = await claimRows(sql, journal, { ...query, after, limit: query.limit - events });
    for (const row of some) {
      claimed.push(row);
      events += row.events.length;
      after = row.before.id;
    }
    // as many as were wanted, or as there are; but for those whose events were erased
    if (!some.some(({ left }) => left)) break;
  }
  await writeClaimed(sql, claimed);
  const told = claimed.flatMap((row) => row.events);
  return query.withUserFacts ? withFactsOfUsers(sql, told) : told;
}

type ClaimedRow = Claimed & { readonly before: DeliveryRow };

async function claimRows(
  sql: Sql,
  journal: Journal,
  query: ClaimQuery & { readonly after: number },
): Promise<readonly ClaimedRow[]> {
  const { destination, now, after, limit, owner, leaseMs, marksBegun } = query;
  const rows = await sql.query<DeliveryRow>(LEASE, [
    destination,
    now,
    after,
    limit,
    owner,
    now + leaseMs,
    marksBegun ? 1 : 0,
  ]);
  const events = await eventsAt(sql, rows.flatMap(waitingSeqs));
  const numbered = await journal.numbered(sql, rows, events);
  const bySeq = new Map(events.map((event) => [event.seq, event]));
  return rows.map((before) => {
    const own = waitingSeqs(before).flatMap((seq) => bySeq.get(seq) ?? []);
    return { before, ...claimedRow(before, leasedRow(before, query), { rows: own, numbered }) };
  });
}

/** Settles what was erased, and keeps the books. */
async function writeClaimed(sql: Sql, claimed: readonly ClaimedRow[]): Promise<void> {
  const changes = claimed.flatMap(({ before, left }) => (left ? { before, row: left } : []));
  await writeRows(sql, changes);
  const totals = claimed.flatMap((row) => row.totals);
  await addToBooks(sql, { totals, sizes: changes.map(sizeChangeOf) });
}
