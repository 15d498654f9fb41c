/** Reads an object that the bot's code has given, whose getters may throw, or say something else the next time. */

/** An object as `{}` writes it, whichever realm it is from; no list, map, date or instance of a class. */
export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

export interface Readable {
  /** A copy in which each field was read once; `undefined` if there is no plain object. */
  readonly fields: Readonly<Record<string, unknown>> | undefined;
  /** Paths of what could not be read, and is `undefined` in the copy. */
  readonly unreadable: readonly string[];
}

/** Values of a list that are read at most: more than any may have. */
const MAX_VALUES = 1_000;

/** Fields within fields that are read: the traits and tags of a profile. */
const LEVELS = 2;

/**
 * Copies an object, and the plain objects and lists in its fields.
 * @param argument what to call the object itself
 */
export function readable(argument: string, given: unknown): Readable {
  const unreadable: string[] = [];
  const value = copied(() => given, { path: '', levels: LEVELS, unreadable });
  return {
    fields: isPlain(value) ? value : undefined,
    unreadable: unreadable.map((path) => (path === '' ? argument : path)),
  };
}

interface Place {
  readonly path: string;
  readonly levels: number;
  /** Is added to. */
  readonly unreadable: string[];
}

function copied(get: () => unknown, place: Place): unknown {
  try {
    const value = get();
    if (place.levels === 0) return value;
    if (Array.isArray(value)) return valuesOf(value, place);
    return isPlain(value) ? fieldsOf(value, place) : value;
  } catch {
    place.unreadable.push(place.path);
    return undefined;
  }
}

function valuesOf(list: readonly unknown[], { path, levels, unreadable }: Place): unknown[] {
  const length = Math.min(list.length, MAX_VALUES);
  return Array.from({ length }, (_, i) =>
    copied(() => list[i], { path: `${path}[${i}]`, levels: levels - 1, unreadable }),
  );
}

function fieldsOf(
  object: Readonly<Record<string, unknown>>,
  { path, levels, unreadable }: Place,
): Record<string, unknown> {
  const before = path === '' ? '' : `${path}.`;
  const fields = Object.keys(object).map((name): [string, unknown] => {
    const field = { path: `${before}${name}`, levels: levels - 1, unreadable };
    return [name, copied(() => object[name], field)];
  });
  return Object.fromEntries(fields);
}
