/**
 * Notices that the file of an open connection is not the store any more: it was deleted, or another one
 * is in its place. SQLite itself would go on writing into what nobody sees.
 */

import { existsSync, statSync } from 'node:fs';

import { AnalyticsError } from '../../model/errors.ts';
import type { Loss } from '../loss.ts';
import type { FileGuard } from './driver.ts';
import { beingMended, isBeingMended, moveLog } from './set-aside.ts';

interface Opened {
  /** A network file system may number the same file anew: only its absence counts. */
  readonly isNetworked: boolean;
  /** Which file was there right before it was opened. */
  readonly before: string | undefined;
}

/** Makes the guard of a connection that was just opened. */
export function guardOf(path: string, { isNetworked, before }: Opened): FileGuard {
  const log = `${path}-wal`;
  const ownLog = identityOf(log);
  const isReplaced = (): boolean => {
    if (isNetworked) return !existsSync(path);
    const now = identityOf(path);
    return now !== undefined && now !== before;
  };
  return {
    isReplaced,
    check() {
      if (isReplaced()) throw replaced(path);
      if (isBeingMended(path)) throw beingMended(path);
    },
    leave() {
      // beside another file it would be taken for that one's
      if (isReplaced() && ownLog !== 'absent' && identityOf(log) === ownLog)
        moveLog(path, new Date());
    },
  };
}

/** The file itself, whatever its name; `absent` if there is none, `undefined` if that cannot be told. */
export function identityOf(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'absent' : undefined;
  }
}

function replaced(path: string): AnalyticsError {
  const loss: Loss = 'replaced';
  const problem = `${path} was deleted or replaced`;
  return new AnalyticsError('STORE_UNAVAILABLE', problem, { details: { path, loss } });
}
