/** What a batch is going to ask for: found out before its transaction, so that it is read at once. */

import { identityOf, participantOf } from '../../interpret/participant.ts';
import { capturedId } from '../../model/turn.ts';
import type { Captured } from '../../model/turn.ts';
import type { Pseudonyms } from '../pseudonyms.ts';
import { activityKeys } from '../recording/item.ts';
import { seenKeys } from '../recording/redelivery.ts';

/** Everything is sorted: whoever locks in the same order never waits in a circle. */
export interface Wanted {
  /** Conversations by key, with their channel. */
  readonly conversations: ReadonlyMap<string, string>;
  /** Pairs of a conversation's key and a pseudonym of one who takes part. */
  readonly participants: readonly (readonly [string, string])[];
  /** Pseudonyms that may be met for the first time. */
  readonly identities: readonly string[];
  /** Pseudonyms that are only looked up. */
  readonly strangers: readonly string[];
  /** Activities in hexadecimal, and when they were received. */
  readonly seen: ReadonlyMap<string, number>;
  /** What turns of the batch are called: sessions that they open have names that begin so. */
  readonly turnIds: ReadonlySet<string>;
  /** Bounds of how much may be new. */
  readonly facts: number;
  readonly items: number;
}

interface WantDeps {
  readonly pseudonyms: Pseudonyms;
  readonly imported: boolean;
}

/** What the turns and amendments of a batch ask for. */
export function wantedBy(items: readonly Captured[], deps: WantDeps): Wanted {
  const collected: Collected = {
    conversations: new Map(),
    participants: new Map(),
    identities: new Set(),
    strangers: new Set(),
    seen: new Map(),
  };
  for (const captured of items) {
    collectSeen(collected, captured, deps);
    collectSubject(collected, captured, deps.pseudonyms);
  }
  const { conversations, participants, identities, strangers, seen } = collected;
  return {
    conversations: new Map([...conversations].sort(byKey)),
    participants: [...participants.values()],
    identities: [...identities].sort(),
    strangers: [...strangers].filter((pseudonym) => !identities.has(pseudonym)),
    seen: new Map([...seen].sort(byKey)),
    turnIds: new Set(items.map(capturedId)),
    facts: items.reduce((sum, { facts }) => sum + facts.length, 0),
    items: items.length,
  };
}

interface Collected {
  readonly conversations: Map<string, string>;
  readonly participants: Map<string, readonly [string, string]>;
  readonly identities: Set<string>;
  readonly strangers: Set<string>;
  readonly seen: Map<string, number>;
}

function collectSeen({ seen }: Collected, captured: Captured, deps: WantDeps): void {
  for (const key of seenKeys(deps, captured, activityKeys(deps, captured))) {
    const hex = key.toString('hex');
    if (!seen.has(hex)) seen.set(hex, captured.origin.receivedAt);
  }
}

/** As the subject of the turn is looked up later. */
function collectSubject(collected: Collected, captured: Captured, pseudonyms: Pseudonyms): void {
  const { origin, facts } = captured;
  const { channel, conversation } = origin;
  const person = participantOf(origin, facts);
  const member = person && pseudonyms.user(channel, person.id);
  if (origin.consent === 'none') {
    if (member !== undefined) collected.strangers.add(member);
    return;
  }
  const key = conversation && pseudonyms.conversation(channel, conversation.id);
  if (key !== undefined) collected.conversations.set(key, channel);
  if (member === undefined) return;
  collected.identities.add(member);
  if (key !== undefined) collected.participants.set(`${key} ${member}`, [key, member]);
  const name = identityOf(captured);
  if (name !== undefined) collected.identities.add(pseudonyms.identity(name));
}

/** What is asked for where no turn came: some conversations, for example. */
export function wantedConversations(keys: readonly string[], channel: string): Wanted {
  return {
    conversations: new Map(keys.toSorted().map((key) => [key, channel])),
    participants: [],
    identities: [],
    strangers: [],
    seen: new Map(),
    turnIds: new Set(),
    facts: 0,
    items: keys.length,
  };
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : Number(a > b);
}
