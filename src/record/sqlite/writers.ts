/** The processes that record into a file: they share the clock of the machine. */

import { BEAT_AHEAD_MS, GONE_MS } from '../writers.ts';
import type { GoneWriters, Writers } from '../writers.ts';
import type { DatabaseLike } from './driver.ts';

/** Prepares what is said of processes on a connection that writes. */
export function writersOn(db: DatabaseLike): Writers {
  const beat = db.prepare(
    `INSERT INTO writers (id, last_batch, outcome, updated_at, at_risk, beat_at)
     VALUES (:writer, 0, '{}', :at, :atRisk, :now)
     ON CONFLICT (id) DO UPDATE SET updated_at = excluded.updated_at, beat_at = excluded.beat_at,
       at_risk = max(at_risk, excluded.at_risk), is_gone = 0`,
  );
  const ended = db.prepare('UPDATE writers SET at_risk = 0 WHERE id = ?');
  const gone = db.prepare(
    `UPDATE writers SET is_gone = 1
     WHERE is_gone = 0 AND at_risk > 0
       AND (beat_at < :now - ${GONE_MS} OR beat_at > :now + ${BEAT_AHEAD_MS})
     RETURNING at_risk AS facts`,
  );
  return {
    beat: async (given) => void beat.run({ ...given }),
    ended: async (writer) => void ended.run(writer),
    gone: async (now): Promise<GoneWriters> => {
      const rows = gone.all({ now }) as { readonly facts: number }[];
      return { processes: rows.length, facts: rows.reduce((sum, { facts }) => sum + facts, 0) };
    },
  };
}
