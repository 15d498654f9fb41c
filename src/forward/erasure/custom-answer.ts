/**
 * Asks a destination of the developer's own to forget a user, and makes plain data of whatever comes
 * back: see `destinations/custom-answer.ts`.
 */

import type {
  CustomDestination,
  DeliveryContext,
  ForgottenUser,
} from '../../model/custom-destination.ts';
import { present } from '../../model/present.ts';
import { describeError, isObject, waitOf, words } from '../destinations/custom-answer.ts';
import type { Asked, NoResult } from '../destinations/custom-answer.ts';

/** What came of asking: plain data, which crosses threads. */
export type ForgetAnswer =
  | { readonly outcome: 'done' }
  | { readonly outcome: 'retry'; readonly problem?: string; readonly afterMs?: number }
  | { readonly outcome: 'manual'; readonly problem?: string }
  | NoResult;

/** Calls the function. Never rejects; settles when the function does. */
export async function askForget(
  forget: NonNullable<CustomDestination['forget']>,
  user: ForgottenUser,
  context: DeliveryContext,
): Promise<Asked<ForgetAnswer>> {
  let result: unknown;
  try {
    result = await forget(user, context);
  } catch (cause) {
    const error = describeError(cause);
    return { answer: { outcome: 'failed', error }, complaint: `threw ${error}`, cause };
  }
  try {
    return readResult(result);
  } catch {
    return UNREADABLE; // a getter or a proxy threw
  }
}

/** In words that follow the name of the function. */
export const NO_FORGET_RESULT = 'answered something that is no ForgetResult';

const UNREADABLE: Asked<ForgetAnswer> = {
  answer: { outcome: 'unreadable' },
  complaint: NO_FORGET_RESULT,
};

/** @throws what the value throws when it is read */
function readResult(result: unknown): Asked<ForgetAnswer> {
  if (result === undefined || result === null) return { answer: { outcome: 'done' } };
  if (!isObject(result)) return UNREADABLE;
  const { outcome, problem, afterMs } = result;
  switch (outcome) {
    case 'done':
      return { answer: { outcome } };
    case 'retry':
      return {
        answer: { outcome, ...present({ problem: words(problem), afterMs: waitOf(afterMs) }) },
      };
    case 'manual':
      return { answer: { outcome, ...present({ problem: words(problem) }) } };
    default:
      return UNREADABLE;
  }
}
