/** SQL about what became of the events of a destination. */

import type { TotalRow } from '../../delivering/rows.ts';
import type { DatabaseLike } from '../driver.ts';

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
