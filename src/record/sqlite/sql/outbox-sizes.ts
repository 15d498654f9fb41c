/** SQL about how much waits, by destination: kept beside the deliveries, so that it is never summed up. */

import type { OutboxSize } from '../../delivering/rows.ts';
import type { DatabaseLike } from '../driver.ts';

export type OutboxSizeStatements = ReturnType<typeof outboxSizeStatements>;

/** Prepares the statements about sizes. */
export function outboxSizeStatements(db: DatabaseLike) {
  const add = db.prepare(
    `INSERT INTO outbox_sizes (destination, events, bytes) VALUES (?, ?, ?)
     ON CONFLICT (destination) DO UPDATE SET events = events + excluded.events,
       bytes = bytes + excluded.bytes
     RETURNING events, bytes`,
  );
  const selectAll = db.prepare('SELECT destination FROM outbox_sizes WHERE events > 0');
  return {
    /** Adds to what waits for a destination, or takes away; returns what waits now. */
    add: (destination: string, { events, bytes }: OutboxSize) =>
      add.get(destination, events, bytes) as OutboxSize,
    /** Destinations for which something waits. */
    destinations: () =>
      (selectAll.all() as { readonly destination: string }[]).map((row) => row.destination),
  };
}
