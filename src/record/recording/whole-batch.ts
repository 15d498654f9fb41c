/** A batch from its first turn to what is answered about it: the same for every store. */

import type { LRUCache } from 'lru-cache';

import { settleAt } from '../../interpret/settle-at.ts';
import { boundedCache } from '../../model/bounded-cache.ts';
import type { EpochMs } from '../../model/time.ts';
import type { Captured } from '../../model/turn.ts';
import type { Batch, BatchOutcome, Matches } from '../store.ts';
import type { BatchWork, Tally } from './batch.ts';
import { recordItem } from './item.ts';
import type { PastConversation } from './states.ts';
import { writeBatch } from './write.ts';

/** The last batch of a writer that was committed. */
export interface LastBatch {
  readonly number: number;
  readonly outcome: BatchOutcome;
}

/** Interprets all that is in a batch and writes what follows from it; returns what became of its facts. */
export function recordBatch(work: BatchWork, { items }: Batch): BatchOutcome {
  for (const item of items) recordItem(work, item);
  writeBatch(work, receivedAt(items));
  return outcomeOf(work.tally);
}

/** What a batch begins with. */
export function emptyWork(): Pick<
  BatchWork,
  'tally' | 'events' | 'texts' | 'lastSeen' | 'errors' | 'once'
> {
  return {
    tally: { stored: 0, duplicate: 0, dropped: new Map() },
    events: [],
    texts: [],
    lastSeen: new Map(),
    errors: [],
    once: {},
  };
}

/** When the last turn of a batch was received, by the bot's clock: a store has none of its own. */
export function receivedAt(items: readonly Captured[]): EpochMs {
  let latest = 0;
  for (const { origin } of items) latest = Math.max(latest, origin.receivedAt);
  return latest;
}

function outcomeOf({ stored, duplicate, dropped }: Tally): BatchOutcome {
  return { stored, duplicate, dropped: Object.fromEntries(dropped) };
}

/**
 * What is answered of a batch that was committed before. Only the outcome of the last one is kept; of
 * an older one it is known that it was recorded. `undefined` if it is new.
 */
export function outcomeOfResent(
  batch: Batch,
  last: LastBatch | undefined,
): BatchOutcome | undefined {
  if (!last || batch.number > last.number) return undefined;
  if (batch.number === last.number) return last.outcome;
  const facts = batch.items.reduce((sum, { facts: { length } }) => sum + length, 0);
  return { stored: facts, duplicate: 0, dropped: {} };
}

/** What is settled says nothing that could match. */
export const NO_MATCHES: Matches = () => false;

// ---- imports -----------------------------------------------------------------------------------

/** Conversations of an import in whose past something waits. */
const MAX_PAST = 20_000;

export type PastConversations = LRUCache<string, PastConversation>;

/** Remembers what an import has told of the past. */
export function pastConversations(): PastConversations {
  return boundedCache<string, PastConversation>(MAX_PAST);
}

/** Keys of the conversations in whose past something is to be settled. */
export function waitingIn(past: PastConversations, now: EpochMs): readonly string[] {
  return [...past.entries()].flatMap(([key, { state }]) =>
    state && (settleAt(state) ?? Infinity) < now ? [key] : [],
  );
}
