/** What destinations are to erase, as rows. */

import { present } from '../../model/present.ts';
import type { DestinationIds, ErasureChange, ErasureJob, ErasureStatus } from '../erasure.ts';

/** A row of `erasures`. */
export interface JobRow {
  readonly id: number;
  readonly destination: string;
  /** JSON. */
  readonly ids: string | null;
  readonly status: ErasureStatus;
  /** JSON of {@link JobDetail}. */
  readonly detail: string | null;
  readonly attempts: number;
  readonly nextAttemptAt: number;
  readonly requestedAt: number;
  readonly updatedAt: number;
}

interface JobDetail {
  readonly tasks?: readonly string[];
  readonly problem?: string | undefined;
}

/** Columns of a row, by the names of {@link JobRow}; PostgreSQL keeps them only in quotes. */
export const JOB_COLUMNS = `id, destination, ids, status, detail, attempts,
  next_attempt_at AS "nextAttemptAt", requested_at AS "requestedAt", updated_at AS "updatedAt"`;

export function jobOf({ ids, detail, ...row }: JobRow): ErasureJob {
  const { tasks = [], problem } = JSON.parse(detail ?? '{}') as JobDetail;
  return {
    ...row,
    tasks,
    ...present({ problem, ids: ids === null ? undefined : (JSON.parse(ids) as DestinationIds) }),
  };
}

/** What is kept of the course of a job; `null` if there is nothing to say. */
export function detailOf({
  tasks,
  problem,
}: Pick<ErasureChange, 'tasks' | 'problem'>): string | null {
  if (tasks.length === 0 && problem === undefined) return null;
  return JSON.stringify({ tasks, problem } satisfies JobDetail);
}

/** Statuses of a job that asks for something still. */
export const OPEN_STATUSES = ['waiting', 'asked', 'manual', 'failed'] as const;
