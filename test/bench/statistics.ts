/** Medians, percentiles and a table. */

/** The value below which a share of the samples lies. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const index = Math.min(sorted.length - 1, Math.floor(share * sorted.length));
  return sorted[index] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}

export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly aim: string;
  readonly isReached: boolean;
  /** Why an aim was missed. */
  readonly why?: string;
}

/** Prints what was measured beside what was aimed at. */
export function printTable(rows: readonly Row[]): void {
  const width = Math.max(...rows.map(({ what }) => what.length));
  const measuredWidth = Math.max(...rows.map(({ measured }) => measured.length));
  for (const { what, measured, aim, isReached } of rows) {
    const mark = isReached ? 'reached' : 'MISSED';
    console.log(`${what.padEnd(width)}  ${measured.padStart(measuredWidth)}  ${aim}  ${mark}`);
  }
}
