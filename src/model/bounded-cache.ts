/** Caches of a limited number of entries. */

import { LRUCache } from 'lru-cache';

/**
 * Makes a cache that keeps the latest `entries`. It is told a size, not a number: for a number it takes
 * the room of all entries at once, which was half of the time that a store takes to open.
 */
export function boundedCache<K extends {}, V extends {}>(entries: number): LRUCache<K, V> {
  return new LRUCache<K, V>({ maxSize: entries, sizeCalculation: () => 1 });
}
