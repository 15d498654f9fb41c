/** Redelivered activities: channels send again what they think was lost. */

import type { Captured, CapturedActivity, Fact } from '../../model/turn.ts';
import type { BatchWork } from './batch.ts';

/**
 * Events by which a bot wakes itself up in a conversation: made by the SDK and not by a channel,
 * with an id that it takes from elsewhere, they are never redelivered.
 */
const OWN_EVENTS: ReadonlySet<string> = new Set(['ContinueConversation', 'CreateConversation']);

/** The facts of a turn that are new. */
export interface FreshFacts {
  readonly facts: readonly Fact[];
  readonly duplicates: number;
  /** Keys that were put into the memory of activities. */
  readonly keys: readonly Buffer[];
}

/**
 * Leaves out what was recorded before. If the turn itself is a redelivery, so are the calls of the
 * bot's code in it, in its continuation and in its amendments: the user did it once. What the bot
 * sent again is new.
 */
export function freshFacts(
  work: BatchWork,
  captured: Captured,
  activityKey: (id: string) => string,
): FreshFacts {
  const keys: Buffer[] = [];
  let redelivered = isRepeat(work, captured, activityKey);
  const facts = captured.facts.filter((fact) => {
    if (fact.type === 'call') return !redelivered;
    if (fact.type !== 'incoming' && fact.type !== 'outgoing') return true;
    const { id, type } = fact.activity;
    if (!id || isOwnEvent(fact.activity)) return true;
    const key = work.pseudonyms.seen(activityKey(id), { direction: fact.type, type });
    const isNew = work.sql.events.see(key, captured.origin.receivedAt);
    if (isNew) keys.push(key);
    else if (fact.type === 'incoming') redelivered = true;
    return isNew;
  });
  if (redelivered) work.repeats.add(turnMark(captured));
  return { facts, duplicates: captured.facts.length - facts.length, keys };
}

const turnMark = ({ origin }: Captured): string => `turn ${origin.turnId}`;

/** An amendment of a redelivery, or the second continuation of one message. */
function isRepeat(
  { repeats }: BatchWork,
  captured: Captured,
  activityKey: (id: string) => string,
): boolean {
  if (captured.type === 'amendment') return repeats.has(turnMark(captured));
  const first = captured.facts[0];
  if (captured.typeAtEnd !== 'message' || first?.type !== 'incoming') return false;
  const { id } = first.activity;
  if (!id || !isOwnEvent(first.activity)) return false;
  const mark = `continued ${activityKey(id)}`;
  if (repeats.has(mark)) return true;
  repeats.add(mark);
  return false;
}

/** Forgets that the activities of a turn were seen: nothing of it was kept. */
export function forgetSeen(work: BatchWork, { keys }: FreshFacts): void {
  for (const key of keys) work.sql.events.unsee(key);
}

function isOwnEvent({ type, name }: CapturedActivity): boolean {
  return type === 'event' && name !== undefined && OWN_EVENTS.has(name);
}
