/** Promises that other people's code answers with where none was asked for. */

import { isPromise } from 'node:util/types';

/**
 * Lets what a promise rejects with end here: a rejection that nobody takes ends the process of the
 * bot. Throws only what a subclass of `Promise` throws.
 */
export function ignoreRejection(answer: unknown): void {
  // not `answer.catch()`, nor `instanceof`: there are promises of other realms, and hostile ones
  if (isPromise(answer)) void Promise.prototype.then.call(answer, undefined, () => undefined);
}
