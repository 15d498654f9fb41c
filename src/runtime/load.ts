/** What is to become a batch. */

import type { Captured } from '../model/turn.ts';
import { factsOf } from './queue.ts';

export interface Load {
  readonly items: readonly Captured[];
  readonly facts: number;
  /** Deaths of the recorder's thread while it was under way. */
  readonly deaths: number;
  /** Given when it is posted for the first time. */
  readonly number?: number;
}

/** Makes a load that was not posted yet. */
export function loadOf(items: readonly Captured[]): Load {
  return { items, facts: factsOf(items), deaths: 0 };
}

/** Parts of a load that was never committed; none of a single item. */
export function halvesOf({ items }: Load): readonly Load[] {
  if (items.length <= 1) return [];
  const middle = items.length >> 1;
  return [loadOf(items.slice(0, middle)), loadOf(items.slice(middle))];
}

export function factsOfLoads(loads: readonly Load[]): number {
  return loads.reduce((sum, { facts }) => sum + facts, 0);
}
