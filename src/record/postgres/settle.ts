/**
 * Settles events that were claimed, and keeps the books of what became of them. Who no longer holds the
 * lease settles nothing: another may be delivering the row by now.
 */

import { groupBy } from '../../model/group-by.ts';
import type { EpochMs } from '../../model/time.ts';
import { oldestOf } from '../delivering/events.ts';
import { waitingSeqs } from '../delivering/rows.ts';
import type { BuriedRow } from '../delivering/rows.ts';
import { buried, givenBack, settleRow } from '../delivering/settling.ts';
import type { Death, SettledRow } from '../delivering/settling.ts';
import type { SettleQuery } from '../outbox.ts';
import type { Sql } from './connection.ts';
import { eventsAt, timesAt } from './journal.ts';
import type { Journal } from './journal.ts';
import { addToBooks } from './outbox-books.ts';
import { lockHeld, sizeChangeOf, writeRows } from './outbox-rows.ts';
import type { RowChange } from './outbox-rows.ts';
import { jsonText } from './text.ts';

/** Settles what the owner holds; to be run in a transaction. */
export async function settle(
  sql: Sql,
  journal: Journal,
  { destination, owner, settlements, now }: SettleQuery,
): Promise<void> {
  const byRow = groupBy(settlements, ({ delivery }) => delivery);
  const held = await lockHeld(sql, { destination, owner, ids: [...byRow.keys()] });
  const settled = held.map((before) => ({
    before,
    ...settleRow(before, byRow.get(before.id) ?? [], now),
  }));
  const dead = settled.flatMap((row) => row.dead);
  const letters = await lettersOf(sql, journal, { dead, now });
  const isBack = ({ row, isAnswered }: SettledRow): boolean => isAnswered && row.pending > 0;
  const changes = [
    ...settled.filter((row) => !isBack(row)),
    ...(await asGivenBack(sql, settled.filter(isBack))),
  ];
  await writeRows(sql, changes);
  await bury(sql, letters);
  const totals = settled.flatMap((row) => row.totals);
  await addToBooks(sql, { totals, sizes: changes.map(sizeChangeOf) });
}

/** Gives back what an owner holds; to be run in a transaction. */
export async function release(
  sql: Sql,
  query: { readonly destination: string; readonly owner: string },
): Promise<void> {
  const held = await lockHeld(sql, query);
  await writeRows(
    sql,
    await asGivenBack(
      sql,
      held.map((row) => ({ before: row, row })),
    ),
  );
}

/** Rows as they are once nobody holds them any more. */
async function asGivenBack(sql: Sql, changes: readonly RowChange[]): Promise<readonly RowChange[]> {
  const times = await timesAt(
    sql,
    changes.flatMap(({ row }) => waitingSeqs(row)),
  );
  const bySeq = new Map(times.map((time) => [time.seq, time]));
  return changes.map(({ before, row }) => {
    const waiting = waitingSeqs(row).flatMap((seq) => bySeq.get(seq) ?? []);
    return { before, row: { ...givenBack(row), oldestAt: oldestOf(waiting) } };
  });
}

// ---- what is given up --------------------------------------------------------------------------

async function lettersOf(
  sql: Sql,
  journal: Journal,
  { dead, now }: { readonly dead: readonly Death[]; readonly now: EpochMs },
): Promise<readonly BuriedRow[]> {
  if (dead.length === 0) return [];
  const events = await eventsAt(
    sql,
    dead.map(({ seq }) => seq),
  );
  const numbered = await journal.numbered(sql, [], events);
  const bySeq = new Map(events.map((event) => [event.seq, event]));
  return dead.flatMap((death) => {
    const event = bySeq.get(death.seq);
    return event ? buried(death, event, { now, numbered }) : []; // erased meanwhile
  });
}

const BURY = `
  INSERT INTO dead_letters (destination, event, "user", reason, detail, died_at, data, seq, shape)
  SELECT destination, event, "user", reason, detail, "diedAt", data, seq, shape
  FROM json_to_recordset($1) AS r (destination text, event text, "user" bigint, reason text,
    detail text, "diedAt" bigint, data text, seq bigint, shape integer)`;

async function bury(sql: Sql, letters: readonly BuriedRow[]): Promise<void> {
  if (letters.length === 0) return;
  const rows = letters.map(({ event: { id, user, seq }, ...letter }) => ({
    ...letter,
    event: id,
    user,
    seq,
  }));
  await sql.run(BURY, [jsonText(rows)]);
}
