/** Numbers as lengths and heights, in block characters. */

/** Longest bar, in characters. */
export const BAR_COLUMNS = 20;

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/** Draws a number as a bar whose full length is `most`; anything above 0 is seen. */
export function bar(value: number, most: number): string {
  if (value <= 0 || most <= 0) return '';
  const eighths = Math.max(1, Math.round((value / most) * BAR_COLUMNS * 8));
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}

const HEIGHTS = '▁▂▃▄▅▆▇█';

/** Draws numbers as one line of heights, 0 at the bottom; of more than `columns` the highest of neighbours. */
export function sparkline(values: readonly (number | null)[], columns: number): string {
  const heights = shrink(
    values.map((value) => value ?? 0),
    columns,
  );
  const most = highest(heights);
  if (!(most > 0)) return '';
  return heights
    .map((value) => HEIGHTS[Math.ceil((Math.max(0, value) / most) * (HEIGHTS.length - 1))] ?? '')
    .join('');
}

function shrink(values: readonly number[], columns: number): readonly number[] {
  const size = Math.ceil(values.length / columns);
  if (size <= 1) return values;
  return Array.from({ length: Math.ceil(values.length / size) }, (_, i) =>
    highest(values.slice(i * size, (i + 1) * size)),
  );
}

/** Returns the highest number, 0 at least, of however many. */
export function highest(values: Iterable<number>): number {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
}
