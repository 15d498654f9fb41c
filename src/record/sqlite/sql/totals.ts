/** SQL about what became of the events of a destination. */

import type { DatabaseLike } from '../driver.ts';

/**
 * How an event left the outbox, or that it came in. Beside these: `ambiguous` = it was sent, and it
 * is not known whether it arrived; `trimmed` = it was made to fit.
 */
export type TotalOutcome =
  'enqueued' | 'delivered' | 'dead' | 'expired' | 'cancelled' | 'erased' | 'ambiguous' | 'trimmed';

export interface TotalRow {
  readonly destination: string;
  readonly outcome: TotalOutcome;
  /** Of `dead` and `trimmed`; else empty. */
  readonly reason: string;
  readonly events: number;
}

export type TotalStatements = ReturnType<typeof totalStatements>;

/** Prepares the statements about the totals. */
export function totalStatements(db: DatabaseLike) {
  const add = db.prepare(
    `INSERT INTO destination_totals (destination, outcome, reason, events) VALUES (?, ?, ?, ?)
     ON CONFLICT (destination, outcome, reason) DO UPDATE SET events = events + excluded.events`,
  );
  return {
    add: ({ destination, outcome, reason, events }: TotalRow) =>
      add.run(destination, outcome, reason, events),
  };
}
