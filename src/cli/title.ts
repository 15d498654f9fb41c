/** The first line of a report: what was asked, with the defaults filled in. */

import { FILTERS } from '../report/options.ts';
import type { Zone } from '../report/zone.ts';
import { showDay, showTime } from './dates.ts';

interface Head {
  readonly from?: string;
  readonly to?: string;
  readonly dimension?: string;
  readonly data?: readonly { readonly date?: string }[];
}

/** `users · 2026-10-23 to 2026-11-21 · Europe/Vienna · by day · channel: msteams`. */
export function titleOf(asked: {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly answer: unknown;
  readonly zone: Zone;
}): string {
  const { name, options, zone } = asked;
  const { from, to, dimension, data } = asked.answer as Head;
  const span =
    from !== undefined && to !== undefined ? showSpan(from, to, zone) : bareSpan(data, zone);
  const unit = dimension ?? options['dimension'];
  const filters = [...FILTERS, 'dialog'].filter((filter) => options[filter] !== undefined);
  return [
    name,
    ...(span ? [span] : []),
    zone.name,
    `by ${typeof unit === 'string' ? unit : 'day'}`,
    ...filters.map((filter) => `${filter}: ${[options[filter]].flat().join(', ')}`),
    ...(options['includeTest'] ? ['with test traffic'] : []),
  ].join(' · ');
}

/** A range that ends at midnight ends with the day before. */
function showSpan(from: string, to: string, zone: Zone): string {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  const isWhole = [start, end].every((at) => showTime(at, zone).endsWith('00:00'));
  if (!isWhole) return `${showTime(start, zone)} to ${showTime(end, zone)}`;
  return showDays(start, Math.max(start, end - 1), zone);
}

/** An answer in R3's bare shape names no range: its first and last bucket do. */
function bareSpan(data: Head['data'], zone: Zone): string | undefined {
  const [first, last] = [data?.[0]?.date, data?.at(-1)?.date];
  if (first === undefined || last === undefined) return undefined;
  return showDays(Date.parse(first), Date.parse(last), zone);
}

function showDays(from: number, to: number, zone: Zone): string {
  const [first, last] = [showDay(from, zone), showDay(to, zone)];
  return first === last ? first : `${first} to ${last}`;
}
