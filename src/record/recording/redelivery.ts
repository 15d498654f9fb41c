/** Redelivered activities: channels send again what they think was lost. */

import type { Captured, CapturedActivity, Fact } from '../../model/turn.ts';
import type { ActivityKind, Pseudonyms } from '../pseudonyms.ts';
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
  const imported = work.deps.imported === true;
  let redelivered = isRepeat(work, captured, activityKey);
  const facts = captured.facts.filter((fact) => {
    if (fact.type === 'call') return !redelivered;
    const known = imported ? importedAs(fact) : deliveredAs(fact);
    if (!known) return true;
    const key = work.pseudonyms.seen(activityKey(known.id), known);
    const isNew = work.sql.events.see(key, captured.origin.receivedAt, imported);
    if (isNew) keys.push(key);
    else if (fact.type === 'incoming') redelivered = true;
    return isNew;
  });
  if (redelivered) work.repeats.add(turnMark(captured));
  return { facts, duplicates: captured.facts.length - facts.length, keys };
}

/** Keys by which the facts of a turn are known again, whether or not they turn out to be new. */
export function seenKeys(
  { pseudonyms, imported }: { readonly pseudonyms: Pseudonyms; readonly imported: boolean },
  { facts }: Captured,
  activityKey: (id: string) => string,
): readonly Buffer[] {
  return facts.flatMap((fact) => {
    if (fact.type === 'call') return [];
    const known = imported ? importedAs(fact) : deliveredAs(fact);
    return known ? [pseudonyms.seen(activityKey(known.id), known)] : [];
  });
}

type ActivityFact = Exclude<Fact, { readonly type: 'call' }>;

/** By what a fact is known again; absent for one that is always new. */
type KnownBy = ActivityKind & { readonly id: string };

/** As a channel delivers it. */
function deliveredAs(fact: ActivityFact): KnownBy | undefined {
  if (fact.type !== 'incoming' && fact.type !== 'outgoing') return undefined;
  const { id, type } = fact.activity;
  if (!id || isOwnEvent(fact.activity)) return undefined;
  return { id, type, direction: fact.type };
}

/** As it stands in a transcript. A message can be updated many times, but not twice at once. */
function importedAs(fact: ActivityFact): KnownBy | undefined {
  if (fact.type !== 'incoming' && fact.type !== 'outgoing') {
    return { id: `${fact.activityId ?? ''}@${fact.at}`, type: fact.type, direction: 'outgoing' };
  }
  const { id, type } = fact.activity;
  return id ? { id, type, direction: fact.type } : undefined;
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
