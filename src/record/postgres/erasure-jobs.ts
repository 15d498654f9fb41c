/** What destinations are to erase, in PostgreSQL. */

import type { EpochMs } from '../../model/time.ts';
import { JOB_COLUMNS, OPEN_STATUSES, detailOf, jobOf } from '../erasing/jobs.ts';
import type { JobRow } from '../erasing/jobs.ts';
import type { Erasure, ErasureJob, ErasureOrder } from '../erasure.ts';
import type { Server, Sql } from './connection.ts';
import { jsonText } from './text.ts';

/** Writes jobs; to be called in a transaction. */
export async function addJobs(
  sql: Sql,
  orders: readonly ErasureOrder[],
  now: EpochMs,
): Promise<readonly ErasureJob[]> {
  if (orders.length === 0) return [];
  const rows = orders.map(({ ids, ...order }) => ({ ...order, ids: jsonText(ids) }));
  const added = await sql.query<JobRow>(
    `INSERT INTO erasures (destination, ids, status, next_attempt_at, requested_at, updated_at)
     SELECT destination, ids, status, "nextAttemptAt", $2, $2
     FROM json_to_recordset($1) AS r (destination text, ids text, status text, "nextAttemptAt" bigint)
     RETURNING ${JOB_COLUMNS}`,
    [jsonText(rows), now],
  );
  return added.map(jobOf);
}

/** Prepares the work with jobs. */
export function erasureJobsOn(
  server: Server,
): Pick<Erasure, 'jobs' | 'takeJob' | 'changeJob' | 'finishJobs'> {
  return {
    jobs: async () => {
      const rows = await server.transaction(
        (sql) => sql.query<JobRow>(`SELECT ${JOB_COLUMNS} FROM erasures ORDER BY id DESC`),
        { readOnly: true },
      );
      return rows.map(jobOf);
    },
    takeJob: async ({ destinations, statuses, now, leaseMs }) => {
      const [row] = await server.transaction((sql) =>
        sql.query<JobRow>(TAKE, [destinations, statuses, now, now + leaseMs]),
      );
      return row && jobOf(row);
    },
    changeJob: async (id, to, now) => {
      const { status, attempts, nextAttemptAt } = to;
      const values = [status, detailOf(to), attempts, nextAttemptAt, now, id];
      await server.transaction((sql) => sql.run(CHANGE, values));
    },
    finishJobs: (ids, now) =>
      server.transaction((sql) => sql.run(FINISH, [now, ids, OPEN_STATUSES])),
  };
}

/** What somebody else is just taking is left to them. */
const TAKE = `
  UPDATE erasures SET next_attempt_at = $4
  WHERE id = (
    SELECT id FROM erasures
    WHERE destination = ANY($1) AND status = ANY($2) AND next_attempt_at <= $3
    ORDER BY next_attempt_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
  )
  RETURNING ${JOB_COLUMNS}`;

const CHANGE = `
  UPDATE erasures SET status = $1, detail = $2, attempts = $3, next_attempt_at = $4, updated_at = $5,
    ids = CASE WHEN $1 <> 'done' THEN ids END
  WHERE id = $6`;

const FINISH = `
  UPDATE erasures SET status = 'done', ids = NULL, updated_at = $1
  WHERE id = ANY($2) AND status = ANY($3)`;
