/** Copies are the server's business. */

import { AnalyticsError } from '../../model/errors.ts';

/** @throws AnalyticsError `BACKUP_UNSUPPORTED` */
export function noBackup(): Promise<never> {
  const problem = 'a copy of a PostgreSQL store is made by pg_dump, not by this package';
  return Promise.reject(new AnalyticsError('BACKUP_UNSUPPORTED', problem));
}
