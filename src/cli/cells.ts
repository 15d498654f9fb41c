/** Values as people read them. */

import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../model/time.ts';
import { kindOf } from '../export/columns.ts';
import type { RateLike } from '../export/fields.ts';
import { isRate } from '../export/fields.ts';
import type { Row } from '../export/rows.ts';

/** What stands for "there is no number". */
const NONE = '–';

/** Writes one value of a column or a field, whose name tells durations and percentages. */
export function showCell(value: unknown, name: string): string {
  if (isRate(value)) return showRate(value);
  if (typeof value === 'string') return printable(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value !== 'number') return NONE;
  const kind = kindOf(name);
  if (kind === 'duration') return showDuration(value);
  return kind === 'percent' ? `${showNumber(value)} %` : showNumber(value);
}

/** Writes a change in percent with its sign. */
export function showChange(change: unknown): string {
  if (typeof change !== 'number') return NONE;
  return `${change > 0 ? '+' : ''}${showNumber(change)} %`;
}

/** Tells whether a column holds texts only, numbers being on the right. */
export function isTextColumn(rows: readonly Row[], column: string): boolean {
  return rows.some((row) => typeof row[column] === 'string' || typeof row[column] === 'boolean');
}

function showRate({ value, numerator, denominator }: RateLike): string {
  const parts = `(${showNumber(numerator)} of ${showNumber(denominator)})`;
  return value === null ? `${NONE} ${parts}` : `${showNumber(value)} % ${parts}`;
}

/** Made once: to make one takes longer than to write a number. */
const NUMBERS = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });

function showNumber(value: number): string {
  return NUMBERS.format(value);
}

function showDuration(ms: number): string {
  if (ms < SECOND_MS) return `${ms} ms`;
  if (ms < MINUTE_MS) return `${showNumber(Math.round(ms / 100) / 10)} s`;
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(ms / HOUR_MS), 'h'],
    [Math.floor((ms % HOUR_MS) / MINUTE_MS), 'min'],
    [Math.floor((ms % MINUTE_MS) / SECOND_MS), 's'],
  ];
  return parts.flatMap(([n, unit]) => (n > 0 ? [`${n} ${unit}`] : [])).join(' ');
}

/** Control and direction characters of a stored text must not steer a terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, '\ufffd');
}
