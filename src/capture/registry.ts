/**
 * The turns of the whole process by key and context, so that a second `use()`, and a second copy of
 * the package, see that a turn is taken.
 */

import type { FactTaker } from './open-turn.ts';

/** What a `WeakMap` has as well, which is what other versions of the package may have put there. */
interface TurnsByContext {
  has(context: object): boolean;
  get(context: object): FactTaker | undefined;
  set(context: object, taker: FactTaker): unknown;
}

/** Survives two copies of the package in one process, which share no module. */
const REGISTRY = Symbol.for('botbuilder-analytics.turns');

/** Returns the turns of all middlewares that were created with this key. */
export function turnsByContext(key: string): TurnsByContext {
  const host = globalThis as { [REGISTRY]?: Map<string, TurnsByContext> };
  const registry = (host[REGISTRY] ??= new Map());
  const known = registry.get(key);
  if (known) return known;
  const turns = turnsOnContexts();
  registry.set(key, turns);
  return turns;
}

/**
 * Writes a turn onto its context, where nobody sees it: a private field gets past proxies, also once
 * they are revoked, as those of botbuilder are when a turn is over. What a `WeakMap` holds lives until
 * the next collection of everything, and makes each small one dearer: with every turn of the bot.
 */
function turnsOnContexts(): TurnsByContext {
  class Marked extends Given {
    #taker: FactTaker;

    constructor(context: object, taker: FactTaker) {
      super(context);
      this.#taker = taker;
    }

    static of(context: object): FactTaker | undefined {
      return #taker in context ? context.#taker : undefined;
    }
  }

  return {
    has: (context) => isObject(context) && Marked.of(context) !== undefined,
    get: (context) => (isObject(context) ? Marked.of(context) : undefined),
    set: (context, taker) => new Marked(context, taker),
  };
}

/** A constructor that makes nothing: the fields of who extends it go onto what it is given. */
const Given = function (context: object) {
  return context;
} as unknown as new (context: object) => object;

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
