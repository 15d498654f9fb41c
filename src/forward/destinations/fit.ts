/** Makes names and values fit a vendor's limits, and tells what it changed. */

import { clipUnits } from './clip.ts';
import type { Values } from './mapping.ts';

/** What was done to an event to make it fit, once for each name or value that was changed or dropped. */
export type Trim =
  | 'name_changed'
  | 'value_clipped'
  /** Neither a text nor a number that JSON can hold (NaN, Infinity), or an id that is refused. */
  | 'value_unusable'
  /** An id of a user that Mixpanel does not take: the user stays anonymous. */
  | 'id_refused'
  | 'params_over_limit'
  | 'properties_over_limit';

/** A name or value as it is sent. */
export interface Fitted<Value> {
  readonly value: Value;
  readonly trim?: Trim | undefined;
}

/** What a vendor takes. */
export interface FitRules<Value> {
  readonly fitName: (name: string) => string;
  /** `undefined` for what says nothing; a {@link Trim} for what cannot be sent. */
  readonly fitValue: (
    name: string,
    value: string | number | boolean,
  ) => Fitted<Value> | Trim | undefined;
  readonly maxCount: number;
  /** Told for each value beyond the limit. */
  readonly overLimit: Trim;
}

export interface FittedValues<Value> {
  readonly values: Readonly<Record<string, Value>>;
  readonly trimmed: readonly Trim[];
}

/** Makes values fit, those that come first before the others. `undefined` is absent, and not counted. */
export function fitValues<Value>(given: Values, rules: FitRules<Value>): FittedValues<Value> {
  const values = new Map<string, Value>();
  const trimmed: Trim[] = [];
  for (const [name, value] of Object.entries(given)) {
    const fitted = value === undefined ? undefined : rules.fitValue(name, value);
    if (fitted === undefined) continue;
    const fittedName = rules.fitName(name);
    if (typeof fitted === 'string') trimmed.push(fitted);
    else if (values.size >= rules.maxCount) trimmed.push(rules.overLimit);
    else {
      values.set(fittedName, fitted.value);
      if (fittedName !== name) trimmed.push('name_changed');
      if (fitted.trim) trimmed.push(fitted.trim);
    }
  }
  return { values: Object.fromEntries(values), trimmed };
}

/** Clips a text at a number of UTF-16 units. */
export function fitText(text: string, max: number): Fitted<string> {
  const value = clipUnits(text, max);
  return value === text ? { value } : { value, trim: 'value_clipped' };
}
