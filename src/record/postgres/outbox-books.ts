/**
 * The books of the outbox: what became of the events of a destination, and how much waits for it.
 *
 * Everybody adds to the same few rows, so they are locked last, and always in the same order: the totals
 * by name, the sizes, and after these the totals of what has expired. A batch that is recorded learns
 * from the sizes what is to expire.
 */

import type { OutboxSize, TotalRow } from '../delivering/rows.ts';
import type { Sql } from './connection.ts';
import { compare } from './table-writes.ts';
import { jsonText } from './text.ts';

/** How the size of what waits for a destination changes. */
export type SizeChange = OutboxSize & { readonly destination: string };

export interface BookEntries {
  readonly totals: readonly TotalRow[];
  readonly sizes: readonly SizeChange[];
}

const TOTALS = `
  INSERT INTO destination_totals AS t (destination, outcome, reason, events)
  SELECT destination, outcome, reason, events
  FROM json_to_recordset($1) AS r (destination text, outcome text, reason text, events bigint)`;

const ADD_TOTALS =
  'ON CONFLICT (destination, outcome, reason) DO UPDATE SET events = t.events + excluded.events';

/** One round trip; each part counts the one before, so that it is locked first. */
const ADD = `
  WITH totals AS (
    ${TOTALS} WHERE outcome <> 'expired' ${ADD_TOTALS} RETURNING 1
  ), sizes AS (
    INSERT INTO outbox_sizes AS s (destination, events, bytes)
    SELECT destination, events, bytes
    FROM json_to_recordset($2) AS r (destination text, events bigint, bytes bigint)
    WHERE (SELECT count(*) FROM totals) >= 0
    ON CONFLICT (destination) DO UPDATE SET events = s.events + excluded.events,
      bytes = s.bytes + excluded.bytes
    RETURNING 1
  )
  ${TOTALS} WHERE outcome = 'expired' AND (SELECT count(*) FROM sizes) >= 0 ${ADD_TOTALS}`;

/** Adds to the books; the last thing that a transaction does. */
export async function addToBooks(sql: Sql, { totals, sizes }: BookEntries): Promise<void> {
  const ofTotals = summed(totals, {
    keyOf: ({ destination, outcome, reason }) => [destination, outcome, reason].join('\0'),
    add: (a, b) => ({ ...a, events: a.events + b.events }),
  }).filter(({ events }) => events !== 0);
  const ofSizes = summed(sizes, {
    keyOf: ({ destination }) => destination,
    add: (a, b) => ({ ...a, events: a.events + b.events, bytes: a.bytes + b.bytes }),
  }).filter(({ events, bytes }) => events !== 0 || bytes !== 0);
  if (ofTotals.length + ofSizes.length === 0) return;
  await sql.run(ADD, [jsonText(ofTotals), jsonText(ofSizes)]);
}

/** One entry for each key, in the order of the keys. */
function summed<Entry>(
  entries: readonly Entry[],
  {
    keyOf,
    add,
  }: { readonly keyOf: (entry: Entry) => string; readonly add: (a: Entry, b: Entry) => Entry },
): readonly Entry[] {
  const sums = new Map<string, Entry>();
  for (const entry of entries) {
    const key = keyOf(entry);
    const before = sums.get(key);
    sums.set(key, before ? add(before, entry) : entry);
  }
  return [...sums].toSorted(([a], [b]) => compare(a, b)).map(([, entry]) => entry);
}
