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
export function mean(values: readonly number[]): number | null {
  return ratio(sum(values), values.length);
}

/** Returns the middle value, of an even number the mean of both, with 2 decimals; `null` of nothing. */
export function median(values: readonly number[]): number | null {
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

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function middleOf(values: readonly number[]): number | undefined {
  const sorted = Float64Array.from(values).sort();
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return lower === undefined || upper === undefined ? undefined : (lower + upper) / 2;
}
