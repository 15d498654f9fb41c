/** The package's one error class, its codes and what to do about each. */

/** What can go wrong, and what the reader of the error should do. */
export const REMEDY = {
  INVALID_OPTIONS: 'Correct the fields listed in `details.issues`',
  INVALID_REPORT_OPTIONS: 'Correct the fields listed in `details.issues`',
  UNKNOWN_REPORT: 'Use one of the names in `details.allowed`',
  EXPORT_UNWRITABLE: 'Name a path that can be written, in a folder that is there',
  EXPORT_TOO_LARGE: 'Export it as CSV, or less of it: a shorter range, or `limit`',
  INVALID_CALL: 'Correct the argument; the call was counted `invalid_call` and the bot went on',
  USER_FUNCTION_FAILED: 'Mend the function that the message names; the bot went on without it',
  PATTERN_TOO_SLOW:
    'Rewrite the pattern that the message names, without repetitions inside of repetitions, and restart the bot',
  SECOND_USE: 'Register the middleware once, from one copy of the package; it was counted once',
  INTERNAL: 'Please report it with the stack of `cause`; the bot went on',
  DRIVER_MISSING:
    'Install the driver that the message names (`npm install better-sqlite3`, which needs a compiler where no prebuilt binary fits, or `npm install pg`) and restart; the bot goes on without analytics',
  STORE_OUTDATED:
    'Start the bot once with this release, or import into it: who writes brings the database up to date',
  STORE_TOO_NEW: 'A newer release migrated this database: upgrade botbuilder-analytics',
  STORE_NOT_A_DATABASE: 'Point `store` at another path, or move the file away',
  STORE_DAMAGED:
    'The bot saves what it can of a damaged file, sets it aside and goes on in a new one, at most once an hour: start it, or look after the disk',
  STORE_SET_ASIDE:
    'Look after the disk, and delete the file that was set aside when it is of no more use: it holds personal data',
  STORE_VANISHED:
    'Find out who deletes or replaces the file while the bot runs; it goes on in what is there now, or in a new file',
  STORE_ON_NETWORK: 'Use PostgreSQL, or a file on a disk of the machine',
  STORE_UNWRITABLE: 'Make the folder writable for the bot, or point `store` elsewhere',
  BACKUP_FAILED: 'Name a file that is not there yet, in a folder with room for a copy of the store',
  BACKUP_UNSUPPORTED: 'Use the tools of the database server: `pg_dump`',
  STORE_REFUSED:
    'Check the address, the user, the password and the rights of the database that the message names',
  STORE_MISSING: 'Check the path: a report reads an existing store and never creates one',
  STORE_UNAVAILABLE: 'It is tried again by itself; see `cause` if it lasts',
  STORE_KEY_MISMATCH: 'Use the `idKey` that this store was begun with, or another store',
  SETTINGS_UNUSABLE:
    'Set it anew with `analytics.destinations.set` or on the page, or take it away there; what code and environment say holds meanwhile',
  FACTS_LOST:
    'Call `await analytics.close()` before the process ends, and find out what killed it; what was recorded is kept',
  RECORDER_DIED: 'It was restarted and its batch sent again; please report `cause`',
  DELIVERY_PAUSED:
    'Check the id, the secret and the address of the destination that the message names',
  CLOSED: 'Create a new instance: this one was closed',
} as const;

export type ErrorCode = keyof typeof REMEDY;

export interface AnalyticsErrorOptions {
  /** Data for programs. Never message text, never a credential. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  readonly cause?: unknown;
}

/** Survives two copies of the package in one process, where `instanceof` does not. */
const BRAND = Symbol.for('botbuilder-analytics.error');

/**
 * Thrown at set-up and by reports; told to `onError` while the bot runs.
 * `message` = code, problem and remedy.
 */
export class AnalyticsError extends Error {
  override readonly name = 'AnalyticsError';
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, problem: string, options: AnalyticsErrorOptions = {}) {
    super(`${code}: ${problem}. ${REMEDY[code]}.`, { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** Tells whether a value is an `AnalyticsError`, of whichever copy of the package. */
  static is(value: unknown): value is AnalyticsError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}

/** An error as it crosses a thread. */
export interface ErrorRecord {
  readonly code: ErrorCode;
  readonly problem: string;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  readonly cause?: string | undefined;
}

/** Makes an error out of what crossed a thread. */
export function errorFromRecord({ code, problem, details, cause }: ErrorRecord): AnalyticsError {
  return new AnalyticsError(code, problem, { details, cause });
}

/** Takes an error apart for the way over a thread; anything unknown becomes `INTERNAL`. */
export function errorToRecord(error: unknown, fallback: ErrorCode = 'INTERNAL'): ErrorRecord {
  if (AnalyticsError.is(error)) {
    const { code, details } = error;
    const problem = error.message.slice(code.length + 2, -(REMEDY[code].length + 3));
    return { code, problem, details, cause: describe(error.cause) };
  }
  return { code: fallback, problem: describe(error) ?? 'unknown error', cause: stackOf(error) };
}

function describe(error: unknown): string | undefined {
  if (error instanceof Error) return error.message;
  return typeof error === 'string' ? error : undefined;
}

function stackOf(error: unknown): string | undefined {
  return error instanceof Error ? error.stack : undefined;
}
