/**
 * Reasons as values of a label: few, and nothing that anybody wrote.
 *
 * Reasons of this package are codes. Those of a destination are its author's, who may have put an
 * answer of the vendor into them, and with it who or what it was about.
 */

import type { DropCounts } from '../model/health.ts';

/** Why facts are dropped. They are counted from 0, so that a first one is an increase. */
export const DROP_REASONS = [
  'queue_full',
  'invalid_call',
  'no_turn',
  'no_session',
  'no_message',
  'no_user',
  'no_handover',
  'late_verdict',
  'topic_limit',
  'turn_limit',
  'closed',
  'not_recorded_at_close',
  'forgotten',
  'internal',
  'thread_died',
] as const;

/** What is noticed and costs no fact. */
export const NOTICE_REASONS = [
  'unreadable_field',
  'second_use',
  'property_left_out',
  'user_function_failed',
  'user_function_slow',
] as const;

/** Why events die at the destinations that are built in. */
export const DEAD_REASONS = [
  'rejected',
  'too_large',
  'encode_failed',
  'ambiguous',
  'no_user',
  'internal',
] as const;

/** Most reasons of one metric and destination that are told apart, besides those that are known. */
const MAX_REASONS = 50;

/** What all others are counted as. */
const OTHER = 'other';

/**
 * A code is words of letters with underscores between them, and numbers of up to three digits:
 * `not_found`, `HTTP_400`. What has more digits is an id, a time or a hash.
 */
const CODE = /^(?=.{1,40}$)[A-Za-z]+\d{0,3}(?:_(?:[A-Za-z]+\d{0,3}|\d{1,3}))*$/;

/**
 * Makes counts fit for a label. What they add up to stays the same.
 * @param known reasons that are listed whatever their count
 */
export function boundedReasons(
  counts: DropCounts,
  known: readonly string[],
): readonly (readonly [reason: string, count: number])[] {
  const told = new Map(known.map((reason) => [reason, 0]));
  const limit = told.size + MAX_REASONS;
  for (const [reason, count] of mostFirst(counts)) {
    const isTold = told.has(reason) || (CODE.test(reason) && told.size < limit);
    const label = isTold ? reason : OTHER;
    told.set(label, (told.get(label) ?? 0) + count);
  }
  return [...told];
}

/** The same counts in any order are the same series. */
function mostFirst(counts: DropCounts): readonly (readonly [string, number])[] {
  return Object.entries(counts).sort(([a, some], [b, others]) => others - some || (a < b ? -1 : 1));
}
