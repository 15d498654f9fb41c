/** What the errors of SQLite mean to those who use the store. */

import { AnalyticsError } from '../../model/errors.ts';
import type { ErrorCode } from '../../model/errors.ts';
import type { Loss } from '../loss.ts';
import { isOurs } from './ownership.ts';

/** Codes after which the same statement may succeed later, or on a mended disk. */
const TRANSIENT = [
  'SQLITE_BUSY',
  'SQLITE_LOCKED',
  'SQLITE_FULL',
  'SQLITE_IOERR',
  'SQLITE_NOMEM',
  'SQLITE_PROTOCOL',
  'SQLITE_CANTOPEN',
  'SQLITE_READONLY',
  'SQLITE_CORRUPT',
  'SQLITE_NOTADB',
];

const UNWRITABLE = ['SQLITE_CANTOPEN', 'SQLITE_READONLY', 'SQLITE_PERM', 'SQLITE_AUTH'];
const DAMAGED = ['SQLITE_NOTADB', 'SQLITE_CORRUPT'];

/**
 * Returns `STORE_UNAVAILABLE` for what may pass (locked, full, failing, damaged: it is mended), and
 * anything else as it is.
 */
export function whileOpen(error: unknown): unknown {
  if (!hasCode(error, TRANSIENT)) return error;
  const loss: Loss | undefined = isDamage(error) ? 'damaged' : undefined;
  return new AnalyticsError('STORE_UNAVAILABLE', `the database answered ${codeOf(error)}`, {
    details: { code: codeOf(error), ...(loss && { loss }) },
    cause: error,
  });
}

/** As {@link whileOpen}, where nobody mends what is damaged: `STORE_DAMAGED`. */
export function whileReading(error: unknown): unknown {
  if (!isDamage(error)) return whileOpen(error);
  const problem = `the database answered ${codeOf(error)}`;
  const loss: Loss = 'damaged';
  return new AnalyticsError('STORE_DAMAGED', problem, { details: { loss }, cause: error });
}

/** Returns what an error means that happened while the file `path` was being opened. */
export function whileOpening(error: unknown, path: string): unknown {
  if (AnalyticsError.is(error)) return error;
  const code = openingCode(error, path);
  if (code === undefined) return error;
  return new AnalyticsError(code, `${path} could not be opened (${codeOf(error) ?? 'no access'})`, {
    details: { path, code: codeOf(error) },
    cause: error,
  });
}

function openingCode(error: unknown, path: string): ErrorCode | undefined {
  if (isDamage(error)) return isOurs(path) ? 'STORE_DAMAGED' : 'STORE_NOT_A_DATABASE';
  if (hasCode(error, UNWRITABLE)) return 'STORE_UNWRITABLE';
  if (hasCode(error, TRANSIENT)) return 'STORE_UNAVAILABLE';
  return isSystemError(error) ? 'STORE_UNWRITABLE' : undefined;
}

/** Tells whether SQLite cannot make sense of what stands in the file. */
export function isDamage(error: unknown): boolean {
  return hasCode(error, DAMAGED);
}

/** Tells whether SQLite itself has answered, so that its driver is there. */
export function isSqliteError(error: unknown): boolean {
  return hasCode(error, ['SQLITE_']);
}

function hasCode(error: unknown, prefixes: readonly string[]): boolean {
  const code = codeOf(error);
  return code !== undefined && prefixes.some((prefix) => code.startsWith(prefix));
}

/** An error of the file system. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
