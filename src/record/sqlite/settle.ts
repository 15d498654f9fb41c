/**
 * Settles events that were claimed, and keeps the books of what became of them. Who no longer holds the
 * lease settles nothing: another may be delivering the row by now.
 */

import { groupBy } from '../../model/group-by.ts';
import { isSet } from '../bitmap.ts';
import { oldestOf } from '../delivering/events.ts';
import type { DeliveryRow } from '../delivering/rows.ts';
import { buried, settleRow } from '../delivering/settling.ts';
import type { SettledRow } from '../delivering/settling.ts';
import type { SettleQuery } from '../outbox.ts';
import type { Journal } from './journal.ts';
import type { DeliveryStatements } from './sql/deliveries.ts';

/** Settles what the owner holds; to be run in a transaction. */
export function settle(
  journal: Journal,
  { destination, owner, settlements, now }: SettleQuery,
): void {
  for (const [delivery, ofRow] of groupBy(settlements, ({ delivery }) => delivery)) {
    const row = journal.deliveries.held(delivery, destination, owner);
    if (!row) continue;
    const settled = settleRow(row, ofRow, now);
    buryDead(journal, settled, now);
    for (const total of settled.totals) journal.totals.add(total);
    putBack(journal.deliveries, row, settled);
  }
}

function buryDead(journal: Journal, { dead }: SettledRow, now: number): void {
  for (const death of dead) {
    const [event] = journal.deliveries.events({ firstSeq: death.seq, lastSeq: death.seq });
    if (!event) continue; // erased meanwhile
    journal.deliveries.bury(buried(death, event, { now, numbered: journal }));
  }
}

function putBack(
  deliveries: DeliveryStatements,
  before: DeliveryRow,
  { row, isAnswered }: SettledRow,
): void {
  if (row.pending === 0) {
    deliveries.remove(before);
    return;
  }
  deliveries.progress(before, row);
  if (isAnswered) giveBack(deliveries, row);
}

/** Ends the lease of a row of which something waits; to be run in a transaction. */
export function giveBack(
  { giveBack: end, times }: Pick<DeliveryStatements, 'giveBack' | 'times'>,
  row: DeliveryRow,
): void {
  const waiting = times(row).filter(({ seq }) => !isSet(row.settled, seq - row.firstSeq));
  end(row.id, oldestOf(waiting)); // none: they were erased meanwhile
}
