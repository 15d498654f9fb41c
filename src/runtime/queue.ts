/** The bounded queue on the bot's thread: it never waits and never grows beyond its limits. */

import type { Captured } from '../model/turn.ts';

/** What the queue holds at most; what comes beyond is dropped and counted `queue_full`. */
export interface QueueLimits {
  readonly turns: number;
  /** Weight of the turns in it, in characters: their texts and a constant for each fact. */
  readonly characters: number;
}

export const DEFAULT_LIMITS: QueueLimits = { turns: 20_000, characters: 32 * 1024 * 1024 };

/** What a fact weighs besides its text. */
const FACT_WEIGHT = 200;

export interface BoundedQueue {
  /** Takes a turn in, or answers `false` if it would go beyond the limits. */
  push(captured: Captured): boolean;
  /** Takes out the oldest, at most so many. */
  take(count: number): readonly Captured[];
  size(): number;
  facts(): number;
}

/** Makes an empty queue. */
export function boundedQueue(limits: QueueLimits): BoundedQueue {
  let items: Captured[] = [];
  let weight = 0;
  let facts = 0;
  return {
    push(captured) {
      const added = weightOf(captured);
      if (items.length >= limits.turns || weight + added > limits.characters) return false;
      items.push(captured);
      weight += added;
      facts += captured.facts.length;
      return true;
    },
    take(count) {
      const taken = count >= items.length ? items : items.slice(0, count);
      items = count >= items.length ? [] : items.slice(count);
      for (const captured of taken) weight -= weightOf(captured);
      facts -= factsOf(taken);
      return taken;
    },
    size: () => items.length,
    facts: () => facts,
  };
}

/** Counts the facts of turns and amendments. */
export function factsOf(items: readonly Captured[]): number {
  let facts = 0;
  for (const item of items) facts += item.facts.length;
  return facts;
}

function weightOf({ facts }: Captured): number {
  let weight = 0;
  for (const fact of facts) {
    weight += FACT_WEIGHT;
    if (fact.type === 'incoming' || fact.type === 'outgoing') {
      weight += fact.activity.text?.length ?? 0;
    } else if (fact.type === 'call') weight += weightOfWords(fact.call);
  }
  return weight;
}

/** The words of a call, and of the properties of a `track`. */
function weightOfWords(words: object): number {
  let weight = 0;
  for (const value of Object.values(words)) {
    if (typeof value === 'string') weight += value.length;
    else if (typeof value === 'object' && value !== null) {
      weight += FACT_WEIGHT * Object.keys(value as object).length + weightOfWords(value as object);
    }
  }
  return weight;
}
