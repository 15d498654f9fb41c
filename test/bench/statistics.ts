/** Medians and percentiles, and the rows that the parts of the benchmark hand over. */

/** The value below which a share of the samples lies. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const index = Math.min(sorted.length - 1, Math.floor(share * sorted.length));
  return sorted[index] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}

/** A line of the table. */
export interface Row {
  readonly what: string;
  /** Ours. */
  readonly measured: string;
  /** What others take for the same, each with its ratio to ours: see {@link timesAsLong}. */
  readonly peers?: readonly string[];
  /** Empty = none: only told. */
  readonly aim: string;
  readonly isReached: boolean;
  /** Why it is missed, or what else is to be known. */
  readonly why?: string | undefined;
}

/** How a benchmark is run. */
export interface PartOptions {
  /** All of it: hours. Otherwise minutes. */
  readonly isLarge: boolean;
  /** Years that reports are to be measured over, where they are named: `S`, `M`, `L`. */
  readonly sizes?: readonly string[] | undefined;
}

/** What a peer takes of time or room, as a multiple of what we take: 2 × is twice as much. */
export function timesAsLong(peer: string, theirs: number, ours: number, shown: string): string {
  return `${peer} ${factor(theirs / ours)} × (${shown})`;
}

/** The same of a peer whose rate is known: 2 × is half as many a second. */
export function timesAsSlow(peer: string, theirs: number, ours: number, shown: string): string {
  return `${peer} ${factor(ours / theirs)} × (${shown})`;
}

/** Two digits that count. */
export function factor(ratio: number): string {
  if (ratio >= 10) return Math.round(ratio).toLocaleString('en');
  return ratio.toFixed(ratio >= 1 ? 1 : 2);
}

/** Milliseconds to two digits. */
export function shownMs(ms: number): string {
  return ms >= 10 ? Math.round(ms).toLocaleString('en') : ms.toFixed(1);
}

/** A whole number, with commas. */
export function shownCount(count: number): string {
  return Math.round(count).toLocaleString('en');
}
