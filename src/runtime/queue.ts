/** The bounded queue on the bot's thread: it never waits and never grows beyond its limits. */

import type { Captured, CapturedActivity } from '../model/turn.ts';

/** What the queue holds at most; what comes beyond is dropped and counted `queue_full`. */
export interface QueueLimits {
  readonly turns: number;
  /** Weight of the turns in it, in characters: their words and a constant for each fact. */
  readonly characters: number;
}

export const DEFAULT_LIMITS: QueueLimits = { turns: 20_000, characters: 32 * 1024 * 1024 };

/** What a fact weighs besides its text. */
const FACT_WEIGHT = 200;

/** What a field of something that a fact has many of weighs besides its words: buttons, members … */
const FIELD_WEIGHT = 50;

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

function weightOf(captured: Captured): number {
  let weight = 0;
  for (const fact of captured.facts) {
    weight += FACT_WEIGHT;
    if (fact.type === 'incoming' || fact.type === 'outgoing') {
      weight += weightOfActivity(fact.activity);
    } else if (fact.type === 'call') weight += weightOfWords(fact.call, FACT_WEIGHT);
  }
  if (captured.type === 'turn' && captured.stack) {
    weight += weightOfWords(captured.stack, FIELD_WEIGHT);
  }
  return weight;
}

/** Its texts, and the lists of which there may be many. */
function weightOfActivity(activity: CapturedActivity): number {
  const { text, redactedText, value, buttons, membersAdded, membersRemoved, stack } = activity;
  let weight = (text?.length ?? 0) + (redactedText?.length ?? 0);
  for (const list of [value, buttons, membersAdded, membersRemoved, stack]) {
    if (list) weight += weightOfWords(list, FIELD_WEIGHT);
  }
  return weight;
}

/** The words in an object and in the objects in it, of which each field weighs something too. */
function weightOfWords(words: object, ofField: number): number {
  let weight = 0;
  for (const value of Object.values(words)) {
    if (typeof value === 'string') weight += value.length;
    else if (typeof value === 'object' && value !== null) {
      const inner = value as object;
      weight += ofField * Object.keys(inner).length + weightOfWords(inner, ofField);
    }
  }
  return weight;
}
