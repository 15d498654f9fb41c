/** What destinations are to erase, in SQLite. */

import { JOB_COLUMNS, OPEN_STATUSES, detailOf, jobOf } from '../erasing/jobs.ts';
import type { JobRow } from '../erasing/jobs.ts';
import type { Erasure, ErasureChange, ErasureJob, ErasureOrder, JobQuery } from '../erasure.ts';
import type { EpochMs } from '../../model/time.ts';
import type { DatabaseLike } from './driver.ts';
import type { Transaction } from './transaction.ts';

type Jobs = Pick<Erasure, 'jobs' | 'takeJob' | 'changeJob' | 'finishJobs'> & {
  /** To be called in a transaction. */
  add(orders: readonly ErasureOrder[], now: EpochMs): readonly ErasureJob[];
};

/** Prepares the work with jobs on a connection that writes. */
export function erasureJobsOn(db: DatabaseLike, inTransaction: Transaction): Jobs {
  const sql = jobStatements(db);
  return {
    add: (orders, now) => orders.map((order) => sql.insert(order, now)),
    jobs: async () => sql.list(),
    takeJob: async (query) => {
      if (!sql.due(query)) return undefined; // no lock for nothing
      return inTransaction(() => {
        const job = sql.due(query);
        if (job) sql.lease(job.id, query.now + query.leaseMs);
        return job;
      });
    },
    changeJob: async (id, change, now) => inTransaction(() => sql.change(id, change, now)),
    finishJobs: async (ids, now) => inTransaction(() => sql.finish(ids, now)),
  };
}

function jobStatements(db: DatabaseLike) {
  const list = db.prepare(`SELECT ${JOB_COLUMNS} FROM erasures ORDER BY id DESC`);
  const insert = db.prepare(
    `INSERT INTO erasures (destination, ids, status, next_attempt_at, requested_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?) RETURNING ${JOB_COLUMNS}`,
  );
  const lease = db.prepare('UPDATE erasures SET next_attempt_at = ? WHERE id = ?');
  return {
    list: (): readonly ErasureJob[] => (list.all() as JobRow[]).map(jobOf),
    insert: ({ destination, ids, status, nextAttemptAt }: ErasureOrder, now: EpochMs) =>
      jobOf(
        insert.get(destination, JSON.stringify(ids), status, nextAttemptAt, now, now) as JobRow,
      ),
    due: selectDue(db),
    lease: (id: number, until: EpochMs) => lease.run(until, id),
    ...changes(db),
  };
}

function selectDue(db: DatabaseLike) {
  const statement = db.prepare(
    `SELECT ${JOB_COLUMNS} FROM erasures
     WHERE destination IN (SELECT value FROM json_each(:destinations))
       AND status IN (SELECT value FROM json_each(:statuses)) AND next_attempt_at <= :now
     ORDER BY next_attempt_at, id LIMIT 1`,
  );
  return ({ destinations, statuses, now }: JobQuery): ErasureJob | undefined => {
    const row = statement.get({
      destinations: JSON.stringify(destinations),
      statuses: JSON.stringify(statuses),
      now,
    }) as JobRow | undefined;
    return row && jobOf(row);
  };
}

function changes(db: DatabaseLike) {
  const change = db.prepare(
    `UPDATE erasures SET status = :status, detail = :detail, attempts = :attempts,
       next_attempt_at = :nextAttemptAt, updated_at = :now, ids = iif(:status = 'done', NULL, ids)
     WHERE id = :id`,
  );
  const finish = db.prepare(
    `UPDATE erasures SET status = 'done', ids = NULL, updated_at = ?
     WHERE id IN (SELECT value FROM json_each(?)) AND status IN (SELECT value FROM json_each(?))`,
  );
  return {
    change: (id: number, to: ErasureChange, now: EpochMs): void => {
      const { status, attempts, nextAttemptAt } = to;
      change.run({ id, status, detail: detailOf(to), attempts, nextAttemptAt, now });
    },
    finish: (ids: readonly number[], now: EpochMs): number =>
      finish.run(now, JSON.stringify(ids), JSON.stringify(OPEN_STATUSES)).changes,
  };
}
