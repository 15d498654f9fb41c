/** The values of `T` without `undefined`, each of which may be absent. */
export type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Returns the fields that have a value: what is unknown is absent, never `undefined`. */
export function present<T extends object>(fields: T): Present<T> {
  const kept: Present<T> = {};
  for (const key in fields) {
    const value = fields[key];
    if (value !== undefined) kept[key] = value as Exclude<T[typeof key], undefined>;
  }
  return kept;
}
