/** What a connection remembers about redelivered turns: of this process, the latest. */

import type { LRUCache } from 'lru-cache';

import { boundedCache } from '../../model/bounded-cache.ts';

import type { Repeats } from './batch.ts';

/** Marks that are remembered: amendments come within an hour, redeliveries within seconds. */
const REMEMBERED = 10_000;

export interface CommittableRepeats extends Repeats {
  /** To be called after the commit. */
  committed(): void;
}

/** Makes an empty memory. */
export function markCache(): LRUCache<string, true> {
  return boundedCache<string, true>(REMEMBERED);
}

/** Lays a batch over the memory: one that is rolled back leaves no mark. */
export function repeatsOver(cache: LRUCache<string, true>): CommittableRepeats {
  const added = new Set<string>();
  return {
    has: (mark) => added.has(mark) || cache.has(mark),
    add: (mark) => void added.add(mark),
    committed: () => {
      for (const mark of added) cache.set(mark, true);
    },
  };
}
