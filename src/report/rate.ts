/**
 * The arithmetic of answers: percentages, means and medians, rounded to
 * 2 decimals, halves away from zero; `null` where there is nothing to divide by, never NaN.
 */

/** A share of 100 with what it was made of. */
export interface Rate {
  /** Percentage with 2 decimals; `null` if the denominator is 0. */
  readonly value: number | null;
  readonly numerator: number;
  readonly denominator: number;
}

export function rate(numerator: number, denominator: number): Rate {
  return { value: ratio(numerator * 100, denominator), numerator, denominator };
}

/** Returns `part / whole` with 2 decimals, `null` if `whole` is 0. */
export function ratio(part: number, whole: number): number | null {
  if (whole === 0) return null;
  const hundredths = (part * 100) / whole;
  return (Math.sign(hundredths) * Math.round(Math.abs(hundredths))) / 100 || 0; // no −0
}

/** Returns the arithmetic mean with 2 decimals, `null` of nothing. */
export function mean(values: Numbers): number | null {
  return ratio(sum(values), values.length);
}

/** Returns the middle value, of an even number the mean of both, with 2 decimals; `null` of nothing. */
export function median(values: Numbers): number | null {
  const middle = middleOf(values);
  return middle === undefined ? null : Math.round(middle * 100) / 100;
}

/** The mean of durations, in whole milliseconds. */
export function meanMs(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.round(sum(values) / values.length);
}

/** The median of durations, in whole milliseconds. */
export function medianMs(values: readonly number[]): number | null {
  const middle = middleOf(values);
  return middle === undefined ? null : Math.round(middle);
}

export function sum(values: Numbers): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i] ?? 0;
  return total;
}

/** A list of numbers, or many of them. */
type Numbers = readonly number[] | Int32Array;

function middleOf(values: Numbers): number | undefined {
  const places = [Math.ceil(values.length / 2) - 1, Math.floor(values.length / 2)];
  const [lower, upper] = isCountable(values) ? counted(values, places) : sorted(values, places);
  return lower === undefined || upper === undefined ? undefined : (lower + upper) / 2;
}

/** The values that come at places, in ascending order. */
function sorted(values: Numbers, places: readonly number[]): readonly (number | undefined)[] {
  const all = Float64Array.from(values).sort();
  return places.map((place) => all[place]);
}

/** Many small whole numbers are counted, which takes a tenth of the time. */
const MANY = 1_000;
const SMALL = 65_536;

function isCountable(values: Numbers): boolean {
  if (values.length < MANY) return false;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? -1;
    if (!(value >= 0 && value < SMALL && value === Math.trunc(value))) return false;
  }
  return true;
}

/** @param places ascending */
function counted(values: Numbers, places: readonly number[]): readonly (number | undefined)[] {
  const counts = new Uint32Array(SMALL);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    counts[value] = (counts[value] ?? 0) + 1;
  }
  let [before, value] = [counts[0] ?? 0, 0];
  return places.map((place) => {
    while (before <= place) before += counts[++value] ?? Infinity;
    return value;
  });
}
