/** What the numbers and texts of a column are, told by its name: reports keep to the same words. */

/**
 * `date` = begin of a bucket, an instant; `instant` = any other; `duration` = whole milliseconds;
 * `percent` = 0–100; `plain` = as it stands.
 */
export type ColumnKind = 'date' | 'instant' | 'duration' | 'percent' | 'plain';

/** Tells the kind of a column; of a path (`csat.distribution.5.share`) the last name decides. */
export function kindOf(column: string): ColumnKind {
  const name = column.slice(column.lastIndexOf('.') + 1);
  if (name === 'date') return 'date';
  if (name === 'from' || name === 'to' || /[a-z]At$/.test(name)) return 'instant';
  if (/[a-z0-9]Ms$/.test(name)) return 'duration';
  return PERCENTAGES.has(name) ? 'percent' : 'plain';
}

const PERCENTAGES: ReadonlySet<string> = new Set(['share', 'usage', 'change']);

/** Returns a header that names the unit: `p95 (ms)`, `share (%)`. */
export function headerOf(column: string): string {
  const kind = kindOf(column);
  if (kind === 'duration') return `${column.replace(/Ms$/, '')} (ms)`;
  return kind === 'percent' ? `${column} (%)` : column;
}
