/** What is to become a batch. */

import { factsOf } from './queue.ts';
import type { Taken } from './queue.ts';

export interface Load extends Taken {
  readonly facts: number;
  /** Deaths of the recorder's thread while it was under way. */
  readonly deaths: number;
  /** Given when it is posted for the first time. */
  readonly number?: number;
}

/** Makes a load that was not posted yet. */
export function loadOf({ items, since }: Taken): Load {
  return { items, since, facts: factsOf(items), deaths: 0 };
}

/** Parts of a load that was never committed; none of a single item. */
export function halvesOf({ items, since }: Load): readonly Load[] {
  if (items.length <= 1) return [];
  const middle = items.length >> 1;
  return [
    loadOf({ items: items.slice(0, middle), since: since.slice(0, middle) }),
    loadOf({ items: items.slice(middle), since: since.slice(middle) }),
  ];
}

export function factsOfLoads(loads: readonly Load[]): number {
  return loads.reduce((sum, { facts }) => sum + facts, 0);
}
