/** What is wrong with the store: told once per problem, not once per try. */

import { errorToRecord } from '../model/errors.ts';
import type { ErrorRecord } from '../model/errors.ts';

/** So often a lock may be in the way before it is told: for some two seconds. */
const LOCKED_TRIES = 4;

export interface Complaints {
  /** The problem that there is now. */
  current(): string | undefined;
  /** @param failures tries that have failed in a row before this one */
  about(error: unknown, failures: number): void;
  /** It has passed, but for what lasts and was told. */
  passed(lasting: string | undefined): void;
}

/** Makes the complaints of one recorder. */
export function complaints(tell: (error: ErrorRecord) => void): Complaints {
  let current: string | undefined;
  let told: string | undefined;
  return {
    current: () => current,
    about(error, failures) {
      const record = errorToRecord(error, 'STORE_UNAVAILABLE');
      current = error instanceof Error ? error.message : record.problem;
      if (told === current || (isLocked(record) && failures < LOCKED_TRIES)) return;
      told = current;
      tell(record);
    },
    passed(lasting) {
      current = lasting;
      told = lasting;
    },
  };
}

/** Processes that share a file wait for each other: that is no problem as long as it passes soon. */
function isLocked({ details }: ErrorRecord): boolean {
  return String(details?.['code']).startsWith('SQLITE_BUSY');
}
