/** The processes that record into a database: it is its clock that says who is gone, as theirs may differ. */

import { GONE_MS } from '../writers.ts';
import type { GoneWriters, Writers } from '../writers.ts';
import type { Server } from './connection.ts';

const NOW = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

const BEAT = `
  INSERT INTO writers (id, last_batch, outcome, updated_at, at_risk, beat_at)
  VALUES ($1, 0, '{}', $2, $3, ${NOW})
  ON CONFLICT (id) DO UPDATE SET updated_at = excluded.updated_at, beat_at = excluded.beat_at,
    at_risk = greatest(writers.at_risk, excluded.at_risk), is_gone = 0`;

/** Whose row somebody is writing at this moment is there. */
const GONE = `
  WITH gone AS MATERIALIZED (
    SELECT id FROM writers
    WHERE is_gone = 0 AND at_risk > 0 AND beat_at < ${NOW} - ${GONE_MS}
    ORDER BY id FOR UPDATE SKIP LOCKED
  ), told AS (
    UPDATE writers SET is_gone = 1 WHERE id = ANY(ARRAY(SELECT id FROM gone)) RETURNING at_risk
  )
  SELECT count(*)::integer AS processes, coalesce(sum(at_risk), 0)::bigint AS facts FROM told`;

/** Makes what is said of processes on a server. */
export function writersOn(server: Server): Writers {
  return {
    beat: ({ writer, at, atRisk }) =>
      server.transaction(async (sql) => void (await sql.run(BEAT, [writer, at, atRisk]))),
    ended: (writer) =>
      server.transaction(
        async (sql) =>
          void (await sql.run('UPDATE writers SET at_risk = 0 WHERE id = $1', [writer])),
      ),
    gone: () =>
      server.transaction(async (sql) => {
        const [row] = await sql.query<GoneWriters>(GONE);
        return row ?? { processes: 0, facts: 0 };
      }),
  };
}
