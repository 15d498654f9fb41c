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
  take(count: number): Taken;
  size(): number;
  facts(): number;
  /** When the oldest came, by a monotonic clock. */
  oldest(): number | undefined;
}

/** What was taken out of a queue. */
export interface Taken {
  readonly items: readonly Captured[];
  /** When each of them came, by a monotonic clock. */
  readonly since: readonly number[];
}

/** Makes an empty queue. */
export function boundedQueue(limits: QueueLimits): BoundedQueue {
  // side by side, not an object for each: this runs within every turn of the bot
  let items: Captured[] = [];
  let since: number[] = [];
  let weights: number[] = [];
  let weight = 0;
  let facts = 0;
  return {
    push(captured) {
      const added = weightOf(captured);
      if (items.length >= limits.turns || weight + added > limits.characters) return false;
      items.push(captured);
      since.push(performance.now());
      weights.push(added);
      weight += added;
      facts += captured.facts.length;
      return true;
    },
    take(count) {
      const taken: Taken = { items: items.slice(0, count), since: since.slice(0, count) };
      for (const gone of weights.slice(0, count)) weight -= gone;
      items = items.slice(count);
      since = since.slice(count);
      weights = weights.slice(count);
      facts -= factsOf(taken.items);
      return taken;
    },
    size: () => items.length,
    facts: () => facts,
    oldest: () => since[0],
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
  // one after the other: a list of them would be one more object for each fact of a turn
  if (value) weight += weightOfWords(value, FIELD_WEIGHT);
  if (buttons) weight += weightOfWords(buttons, FIELD_WEIGHT);
  if (membersAdded) weight += weightOfWords(membersAdded, FIELD_WEIGHT);
  if (membersRemoved) weight += weightOfWords(membersRemoved, FIELD_WEIGHT);
  if (stack) weight += weightOfWords(stack, FIELD_WEIGHT);
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
