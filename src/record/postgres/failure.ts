/** What the errors of PostgreSQL and of the way there mean to those who use the store. */

import { AnalyticsError } from '../../model/errors.ts';

/**
 * Classes of SQLSTATE after which the same fails again: what was asked is wrong, or a value of it
 * (https://www.postgresql.org/docs/current/errcodes-appendix.html). Anything else may pass.
 */
const FINAL = ['22', '23', '42', '54'];

/** Rights that are being changed, tables that are being restored. */
const CHANGES = ['42501', '42P01'];

/** A value that a table does not take: the other turns of the batch may be recorded. */
const UNSTORABLE = ['22', '23', '54'];

/** Two transactions that met: the same one succeeds when it is tried again. */
const RETRYABLE = ['40001', '40P01'];

/** Opening fails until somebody changes something: authentication, no such database, no rights on what is there. */
const REFUSED = ['28', '3D', '42501', '42P01'];

/** What the driver says without a code. */
const LOST = /connection|timeout|terminated|not queryable|pool/i;

/** Tells whether the whole transaction is to be run again. */
export function isRetryable(error: unknown): boolean {
  return hasCode(error, RETRYABLE);
}

/** Tells whether the server refuses something about a batch, not the batch as a whole. */
export function isUnstorable(error: unknown): boolean {
  return hasCode(error, UNSTORABLE) || (error instanceof Error && error.message === ENDLESS);
}

/** What is said of a batch that cannot be gone through. */
export const ENDLESS = 'a batch asks for more and more';

/** Returns what an error means that happened before anything was asked. */
export function notConnected(error: unknown): AnalyticsError {
  if (AnalyticsError.is(error)) return error;
  return unavailable(error);
}

/** Tells whether the connection is of no use any more, or may not be: it may lead to a server that has become a replica. */
export function isLost(error: unknown): boolean {
  if (AnalyticsError.is(error)) return false;
  const code = codeOf(error);
  return code === undefined || !isSqlState(code) || hasCode(error, ['08', '25006', '25P03', '57P']);
}

/** Returns `STORE_UNAVAILABLE` for what may pass, and anything else as it is. */
export function whileOpen(error: unknown): unknown {
  return AnalyticsError.is(error) || !isPassing(error) ? error : unavailable(error);
}

function unavailable(error: unknown): AnalyticsError {
  return new AnalyticsError('STORE_UNAVAILABLE', `PostgreSQL: ${wordsOf(error)}`, {
    details: { code: codeOf(error) },
    cause: error,
  });
}

/** Returns what an error means that happened while the store was being opened. */
export function whileOpening(error: unknown): unknown {
  const met = AnalyticsError.is(error) ? error.cause : error;
  if (!hasCode(met, REFUSED)) return whileOpen(error);
  return new AnalyticsError('STORE_REFUSED', `PostgreSQL: ${wordsOf(met)}`, {
    details: { code: codeOf(met) },
    cause: met,
  });
}

/** An error of the network has a code of the system, one of the driver itself has none. */
function isPassing(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== undefined && isSqlState(code))
    return !hasCode(error, FINAL) || hasCode(error, CHANGES);
  return code !== undefined || (error instanceof Error && LOST.test(error.message));
}

/** The server's words name users and databases, never values or passwords. */
function wordsOf(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  // several addresses that all failed have no message of their own
  return words || (codeOf(error) ?? 'no answer');
}

function isSqlState(code: string): boolean {
  return /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('E');
}

function hasCode(error: unknown, prefixes: readonly string[]): boolean {
  const code = codeOf(error);
  return (
    code !== undefined && isSqlState(code) && prefixes.some((prefix) => code.startsWith(prefix))
  );
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
