/**
 * What a batch knows and changes, over a cache that sees it only after the commit, so that a batch
 * that is rolled back leaves no trace.
 */

/** What lies below the batches. */
export interface StateCache<V> {
  get(key: string): V | undefined;
  set(key: string, value: V): unknown;
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
export function overlayOn<V extends object>(cache: StateCache<V>): Overlay<V> {
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
    changes: () => {
      const found: V[] = [];
      for (const key of changed) {
        const value = values.get(key);
        if (value) found.push(value);
      }
      return found;
    },
    committed: () => {
      for (const [key, value] of values) cache.set(key, value);
    },
  };
}
