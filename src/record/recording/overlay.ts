/**
 * What a batch knows and changes, over a cache that sees it only after the commit, so that a batch
 * that is rolled back leaves no trace.
 */

import type { LRUCache } from 'lru-cache';

import { boundedCache } from '../../model/bounded-cache.ts';

/**
 * Entries that stay in memory between batches, per kind: the conversations that are going on just
 * now. More cost memory and, with 100,000 users at random, saved no time.
 */
const CACHED = 4_000;

/** Makes the cache of one kind of state. */
export function stateCache<V extends object>(max = CACHED): LRUCache<string, V> {
  return boundedCache<string, V>(max);
}

/** States of one kind as a batch sees them. */
export interface Overlay<V> {
  /** What the batch put there, else what is cached, else what `load` reads. */
  get(key: string, load: () => V | undefined): V | undefined;
  put(key: string, value: V): void;
  /** What the batch put there, the last value of each key. */
  changes(): readonly V[];
  /** To be called after the commit: the cache takes over what the batch has learnt. */
  committed(): void;
}

/** Lays a batch over a cache. */
export function overlayOn<V extends object>(cache: LRUCache<string, V>): Overlay<V> {
  const values = new Map<string, V>();
  const changed = new Set<string>();
  return {
    get: (key, load) => {
      const known = values.get(key) ?? cache.get(key);
      if (known) return known;
      const loaded = load();
      if (loaded) values.set(key, loaded);
      return loaded;
    },
    put: (key, value) => {
      values.set(key, value);
      changed.add(key);
    },
    changes: () => [...changed].flatMap((key) => values.get(key) ?? []),
    committed: () => {
      for (const [key, value] of values) cache.set(key, value);
    },
  };
}
