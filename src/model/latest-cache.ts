/**
 * A cache for the hot path. It forgets by generations: when enough was put into the younger one, that
 * becomes the older one, and what nobody has asked for since is gone. Looking up is one look into a map,
 * where a list of all entries by their last use costs as much as what it saves.
 */

export interface LatestCache<V> {
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  clear(): void;
}

/** Makes a cache that remembers at least the latest `entries` that were used, and at most twice as many. */
export function latestCache<V extends {}>(entries: number): LatestCache<V> {
  let young = new Map<string, V>();
  let old = new Map<string, V>();
  const set = (key: string, value: V): void => {
    young.set(key, value);
    if (young.size < entries) return;
    old = young;
    young = new Map();
  };
  return {
    set,
    get: (key) => {
      const known = young.get(key);
      if (known !== undefined) return known;
      const older = old.get(key);
      if (older !== undefined) set(key, older);
      return older;
    },
    clear: () => {
      young = new Map();
      old = new Map();
    },
  };
}
