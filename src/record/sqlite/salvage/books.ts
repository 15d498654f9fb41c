/**
 * Balances the books of the outbox in a database that was salvaged: events that were to be delivered and
 * are lost count as dead, `damaged`.
 */

import { isSet, setBit } from '../../bitmap.ts';
import type { TotalRow } from '../../delivering/rows.ts';
import type { DatabaseLike } from '../driver.ts';
import { totalStatements } from '../sql/totals.ts';
import type { TotalStatements } from '../sql/totals.ts';

const DAMAGED = 'damaged';

interface WaitingRow {
  readonly id: number;
  readonly destination: string;
  readonly first: number;
  readonly last: number;
  readonly pending: number;
  readonly settled: Uint8Array;
}

/** What is made anew, out of other tables. */
export const MADE_ANEW: ReadonlySet<string> = new Set(['outbox_sizes']);

/**
 * Balances them; to be run in a transaction.
 * @param buried what {@link buryLost} has returned
 */
export function balanceBooks(db: DatabaseLike, buried: readonly TotalRow[]): void {
  const totals = totalStatements(db);
  for (const total of buried) totals.add(total);
  db.exec('DELETE FROM outbox_sizes');
  db.exec(
    'INSERT INTO outbox_sizes SELECT destination, sum(pending), sum(bytes) FROM deliveries GROUP BY destination',
  );
  evenOut(db, totals); // a number may be wrong where nothing is missing
}

/** Takes out what waits of which the event is lost; returns what is to be counted of it. */
export function buryLost(db: DatabaseLike, partial: ReadonlySet<string>): readonly TotalRow[] {
  if (!partial.has('events')) return [];
  const buried: TotalRow[] = [];
  const seqs = db.prepare('SELECT seq FROM events WHERE seq BETWEEN ? AND ?');
  const update = db.prepare('UPDATE deliveries SET pending = ?, settled = ? WHERE id = ?');
  const remove = db.prepare('DELETE FROM deliveries WHERE id = ?');
  const rows = db
    .prepare(
      `SELECT id, destination, first_seq AS first, last_seq AS last, pending, settled FROM deliveries`,
    )
    .all() as WaitingRow[];
  for (const row of rows) {
    const { id, destination, first, last, pending } = row;
    const settled = Uint8Array.from(row.settled);
    // a range that is longer than its bitmap was damaged itself
    const end = Math.min(last, first + 8 * settled.length - 1);
    const kept = new Set((seqs.all(first, end) as { seq: number }[]).map(({ seq }) => seq));
    let lost = 0;
    for (let seq = first; seq <= end; seq++) {
      if (!kept.has(seq) && !isSet(settled, seq - first)) {
        setBit(settled, seq - first);
        lost++;
      }
    }
    if (lost === 0) continue;
    buried.push({ destination, outcome: 'dead', reason: DAMAGED, events: Math.min(lost, pending) });
    if (lost >= pending) remove.run(id);
    else update.run(pending - lost, settled, id);
  }
  return buried;
}

/** `enqueued = delivered + pending + dead + expired + cancelled + erased` */
function evenOut(db: DatabaseLike, totals: TotalStatements): void {
  const rows = db
    .prepare(
      `SELECT destination, sum(events) AS missing FROM (
         SELECT destination, iif(outcome = 'enqueued', events, -events) AS events
         FROM destination_totals WHERE outcome IN ('enqueued', 'delivered', 'dead', 'expired', 'cancelled', 'erased')
         UNION ALL SELECT destination, -events FROM outbox_sizes
       ) GROUP BY destination HAVING missing <> 0`,
    )
    .all() as { readonly destination: string; readonly missing: number }[];
  for (const { destination, missing } of rows) {
    if (missing > 0) totals.add({ destination, outcome: 'dead', reason: DAMAGED, events: missing });
    else totals.add({ destination, outcome: 'enqueued', reason: '', events: -missing });
  }
}
