/** The states of a batch: what it has read, changed and numbered, over the caches of the connection. */

import { latestCache } from '../../model/latest-cache.ts';
import type { LatestCache } from '../../model/latest-cache.ts';
import type { ConversationState, ParticipantState, Session } from '../../model/state.ts';
import type { EpochMs, Quarter } from '../../model/time.ts';
import { overlayOn } from './overlay.ts';
import type { Overlay } from './overlay.ts';
import type { StoredIdentity, StoredUser } from './statements.ts';

export interface StoredConversation {
  readonly number: number;
  readonly key: string;
  readonly channel: string;
  readonly state: ConversationState;
  /** JSON of the names of the destinations that are told of what waits in it. */
  readonly settleFor: string | null;
  /** It is older than what the store remembers of it, which it must neither use nor change. */
  readonly isPast?: true;
  /** Has a row already. */
  readonly stored: boolean;
}

export interface StoredParticipant {
  readonly number: number;
  readonly conversation: number;
  /** Pseudonym of the channel's user. */
  readonly member: string;
  readonly rest: Omit<ParticipantState, 'session'>;
  /** Id of the latest session. */
  readonly sessionId: string | undefined;
}

export interface StoredSession {
  readonly number: number;
  readonly participant: number | null;
  readonly session: Session;
  /** First quarter-hour in which it was active. */
  readonly firstQuarter: Quarter | null;
  /** What the indexed columns of its row hold; `undefined` while it has no row. */
  readonly row: { readonly startedAt: EpochMs; readonly firstQuarter: Quarter | null } | undefined;
}

/** A conversation of which an import tells a time before what was remembered when it began. */
export interface PastConversation {
  /** Time of the newest fact that was remembered then; what is older must neither use nor change it. */
  readonly horizon: EpochMs;
  /** What was offered, asked and handed over at the times that the import has told of so far. */
  readonly state?: ConversationState;
}

interface Kinds {
  readonly conversations: StoredConversation;
  readonly participants: StoredParticipant;
  readonly sessions: StoredSession;
  readonly users: StoredUser;
  readonly identities: StoredIdentity;
}

export type StateCaches = { readonly [K in keyof Kinds]: LatestCache<Kinds[K]> };

/**
 * Entries that stay in memory between batches, per kind: the conversations that are going on just
 * now. More cost memory and, with 100,000 users at random, saved no time.
 */
const CACHED = 3_000;

/** Makes the caches of a connection, empty. */
export function stateCaches(): StateCaches {
  return {
    conversations: latestCache(CACHED),
    participants: latestCache(CACHED),
    sessions: latestCache(CACHED),
    users: latestCache(CACHED),
    identities: latestCache(CACHED),
  };
}

/** Forgets everything: another connection has written. */
export function clearCaches(caches: StateCaches): void {
  for (const cache of Object.values(caches)) cache.clear();
}

/** Numbers that nobody has, in ascending order. */
export interface FreeNumbers {
  /** The one that is given next; nobody in the store has it. */
  next(): number;
  /** Gives it away. */
  take(): number;
}

/** Numbers for what a batch has to do with for the first time. */
export interface FreeStateNumbers {
  readonly users: FreeNumbers;
  readonly conversations: FreeNumbers;
  readonly participants: FreeNumbers;
  readonly sessions: FreeNumbers;
}

export type States = { readonly [K in keyof Kinds]: Overlay<Kinds[K]> } & {
  readonly free: FreeStateNumbers;
};

/** Begins the states of a batch. */
export function beginStates(caches: StateCaches, free: FreeStateNumbers): States {
  return {
    conversations: overlayOn(caches.conversations),
    participants: overlayOn(caches.participants),
    sessions: overlayOn(caches.sessions),
    users: overlayOn(caches.users),
    identities: overlayOn(caches.identities),
    free,
  };
}

/** Numbers from one on, where nobody else gives any meanwhile. */
export function numbersFrom(first: number): FreeNumbers {
  let next = first;
  return { next: () => next, take: () => next++ };
}

/** Hands the states of a committed batch to the caches. */
export function commitStates(states: States): void {
  states.conversations.committed();
  states.participants.committed();
  states.sessions.committed();
  states.users.committed();
  states.identities.committed();
}
