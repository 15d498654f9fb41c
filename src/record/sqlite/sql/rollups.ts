/** SQL that adds to the rollups. */

import type { CounterDelta, HandoverDelta, LabelDelta, PresenceDelta } from '../../deltas.ts';
import type { DatabaseLike } from '../driver.ts';

export type RollupStatements = ReturnType<typeof rollupStatements>;

/** Prepares the statements that add to counters, presence and handovers. */
export function rollupStatements(db: DatabaseLike) {
  const counter = db.prepare(
    `INSERT INTO counters (quarter, segment, measure, value) VALUES (?, ?, ?, ?)
     ON CONFLICT (quarter, segment, measure) DO UPDATE SET value = value + excluded.value`,
  );
  const label = db.prepare(
    `INSERT INTO label_counters (quarter, segment, kind, label, value) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (quarter, segment, kind, label) DO UPDATE SET value = value + excluded.value`,
  );
  const presence = db.prepare(
    `INSERT INTO presence (quarter, segment, user, received, unrecognized) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (quarter, segment, user) DO UPDATE SET
       received = received + excluded.received, unrecognized = unrecognized + excluded.unrecognized`,
  );
  const requested = db.prepare(
    `INSERT OR IGNORE INTO handovers (id, segment, user, session, reason, via, requested_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const progressed = db.prepare(
    `UPDATE handovers SET accepted_at = coalesce(accepted_at, ?), failed_at = coalesce(failed_at, ?),
       completed_at = coalesce(completed_at, ?) WHERE id = ?`,
  );
  return {
    addCounter: ({ quarter, segment, measure, value }: CounterDelta) =>
      counter.run(quarter, segment, measure, value),
    addLabel: ({ quarter, segment, kind, label: text, value }: LabelDelta) =>
      label.run(quarter, segment, kind, text, value),
    addPresence: ({ quarter, segment, user, received, unrecognized }: PresenceDelta) =>
      presence.run(quarter, segment, user, received, unrecognized),
    addHandover: (delta: HandoverDelta, session: number | undefined): void => {
      const { id, request, acceptedAt, failedAt, completedAt } = delta;
      if (request) {
        const { segment, user, reason, via, at } = request;
        requested.run(id, segment, user ?? null, session ?? null, reason, via, at);
      }
      progressed.run(acceptedAt ?? null, failedAt ?? null, completedAt ?? null, id);
    },
  };
}
