/**
 * The turns of the whole process by key and context, so that a second `use()`, and a second copy of
 * the package, see that a turn is taken.
 */

import type { FactTaker } from './open-turn.ts';

type TurnsByContext = WeakMap<object, FactTaker>;

/** Survives two copies of the package in one process, which share no module. */
const REGISTRY = Symbol.for('botbuilder-analytics.turns');

/** Returns the turns of all middlewares that were created with this key. */
export function turnsByContext(key: string): TurnsByContext {
  const host = globalThis as { [REGISTRY]?: Map<string, TurnsByContext> };
  const registry = (host[REGISTRY] ??= new Map());
  const known = registry.get(key);
  if (known) return known;
  const turns: TurnsByContext = new WeakMap();
  registry.set(key, turns);
  return turns;
}
