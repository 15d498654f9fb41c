/** What may be known about an error of the bot: its class, and never its message. */

import { MAX_WORD_LENGTH } from './read.ts';
import type { Reader } from './read.ts';

/** Returns the class name of what was thrown, else its `name`, else what it is (`string` …). */
export function errorType(read: Reader, error: unknown): string {
  return (
    read.word(constructorOf(read, error), 'name', MAX_WORD_LENGTH) ??
    read.word(error, 'name', MAX_WORD_LENGTH) ??
    typeof error
  );
}

/**
 * Tells whether the SDK failed to write the outcome of a send into a turn that was over: by then
 * the channel has taken the activity. (A failing *read* comes before anything is sent.)
 */
export function isRevokedSet(read: Reader, error: unknown): boolean {
  const message = read.field(error, 'message');
  return (
    read.field(error, 'name') === 'TypeError' &&
    typeof message === 'string' &&
    message.includes(`'set' on a proxy that has been revoked`)
  );
}

/** A class is a function, which the reader of plain fields does not look into: so it is wrapped. */
function constructorOf(read: Reader, error: unknown): unknown {
  const constructor = read.field(error, 'constructor');
  if (typeof constructor !== 'function') return undefined;
  try {
    return { name: constructor.name };
  } catch {
    return undefined;
  }
}
