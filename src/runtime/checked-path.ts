/** Checks the path of a file that somebody else names. */

import { resolve } from 'node:path';

import { invalid } from '../model/option-issues.ts';

/**
 * Returns the whole path: a thread may have another working folder.
 * @throws AnalyticsError `INVALID_OPTIONS`
 */
export function checkedPath(file: unknown): string {
  if (typeof file === 'string' && file.trim() !== '') return resolve(file);
  throw invalid([{ path: 'file', problem: "must be a path: './backup.db'" }]);
}
