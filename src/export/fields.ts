/** The summary of a report as single fields. */

/** A percentage with what it was made of. */
export interface RateLike {
  readonly value: number | null;
  readonly numerator: number;
  readonly denominator: number;
}

/** A number or text of a summary, or a rate, under its path: `byReason.direct`. */
export type Field = readonly [path: string, value: unknown];

export function isRate(value: unknown): value is RateLike {
  return typeof value === 'object' && value !== null && 'denominator' in value;
}

/** Tells whether a value has fields of its own. A rate is one value. */
export function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isRate(value);
}

/**
 * Returns the fields of a summary. An item of a list goes by its `value` (`distribution.5.sessions`,
 * `distribution.none.sessions`), else by its place (`retention.0`).
 */
export function fieldsOf(summary: object, prefix = ''): readonly Field[] {
  return namedParts(summary).flatMap(([name, part]): readonly Field[] =>
    isNested(part) ? fieldsOf(part, `${prefix}${name}.`) : [[`${prefix}${name}`, part]],
  );
}

function namedParts(parts: object): readonly Field[] {
  if (!Array.isArray(parts)) return Object.entries(parts);
  return parts.map((part: unknown, i): Field => {
    if (!isNested(part) || !('value' in part)) return [String(i), part];
    const { value, ...rest } = part;
    return [typeof value === 'string' || typeof value === 'number' ? `${value}` : 'none', rest];
  });
}
