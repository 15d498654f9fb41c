/** Ids that come out the same when the same transcript is replayed again. */

import { createHash } from 'node:crypto';

import type { EpochMs } from '../model/time.ts';
import type { Fact } from '../model/turn.ts';

const CONTENT_DIGITS = 32;

/** With the prefix, as long as a turn's id may be. */
const TURN_DIGITS = 22;

/** What tells two activities of equal content from each other. */
export interface ContentPlace {
  readonly at: EpochMs;
  /** Activities of the conversation since the last one that told its time. */
  readonly ordinal: number;
}

/**
 * Makes an id for an activity without one: of all that is in it, and of its time and place where it
 * tells no time itself.
 *
 * @returns `undefined` if it is nested so deeply that it cannot be read
 */
export function contentId(activity: unknown, { at, ordinal }: ContentPlace): string | undefined {
  try {
    const digits = sha256(JSON.stringify([activity, at, ordinal])).toString('hex');
    return `content:${digits.slice(0, CONTENT_DIGITS)}`;
  } catch {
    return undefined;
  }
}

/** Makes the id of the event that the SDK would have made for a bot that begins by itself. */
export function wakeId(firstActivityId: string): string {
  return `wake:${sha256(firstActivityId).toString('hex').slice(0, CONTENT_DIGITS)}`;
}

/**
 * Makes a turn's id out of where it happened and of all its activities: 24 characters of
 * `[0-9a-z-]`. A turn that a later export knows more of is another one, so that no two sessions or
 * events get the same id.
 */
export function turnIdOf(
  channel: string,
  conversationId: string | undefined,
  facts: readonly Fact[],
): string {
  const digest = sha256(JSON.stringify([channel, conversationId ?? null, facts.map(mark)]));
  const digits = BigInt(`0x${digest.toString('hex')}`).toString(36);
  return `i-${digits.padStart(TURN_DIGITS, '0').slice(-TURN_DIGITS)}`;
}

function mark(fact: Fact): readonly unknown[] {
  switch (fact.type) {
    case 'incoming':
    case 'outgoing':
      return [fact.type, fact.activity.type, fact.activity.id];
    case 'updated':
    case 'deleted':
      return [fact.type, fact.activityId, fact.at];
    case 'call':
      return [fact.type, fact.at];
    default:
      return fact satisfies never;
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
