/** The first line of a report: what was asked, with the defaults filled in. */

import type { Zone } from '../report/time/zone.ts';
import { showDay, showTime } from './dates.ts';

interface Head {
  readonly from?: string;
  readonly to?: string;
  readonly dimension?: string;
  readonly data?: readonly { readonly date?: string }[];
}

/** Options that the title says in other words, or not at all. */
const SAID: ReadonlySet<string> = new Set([
  'period',
  'from',
  'to',
  'timezone',
  'offset',
  'dimension',
  'group',
  'compare',
  'includeTest',
  'count',
  'limit',
  'cursor',
]);

/** `users · 2026-10-23 to 2026-11-21 · Europe/Vienna · by day · channel: msteams`. */
export function titleOf(asked: {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly answer: unknown;
  readonly zone: Zone;
}): string {
  const { name, options, zone, answer } = asked;
  const span = spanText(answer, options, zone);
  const unit = unitOf(answer, options);
  const others = Object.keys(options).filter((option) => !SAID.has(option));
  return [
    name,
    ...(span ? [span] : []),
    zone.name,
    ...(unit ? [`by ${unit}`] : []),
    ...others.map((option) => `${option}: ${[options[option]].flat().join(', ')}`),
    ...(options['includeTest'] ? ['with test traffic'] : []),
  ].join(' · ');
}

function spanText(
  answer: unknown,
  options: Readonly<Record<string, unknown>>,
  zone: Zone,
): string | undefined {
  if (Array.isArray(answer)) return givenSpan(options);
  const { from, to, data } = answer as Head;
  if (from === undefined || to === undefined) return bareSpan(data, zone);
  return showSpan(from, to, zone);
}

/** An answer that is rows and nothing else says nothing of its range: what was asked does. */
function givenSpan({ period, from, to }: Readonly<Record<string, unknown>>): string {
  const [begin, end, name] = [from, to, period].map((given) =>
    typeof given === 'string' ? given : undefined,
  );
  if (begin === undefined && end === undefined) return name ?? 'last30days';
  return [...(begin === undefined ? [] : [begin]), 'to', end ?? 'now'].join(' ');
}

/** What a bucket of a series is. */
function unitOf(answer: unknown, options: Readonly<Record<string, unknown>>): string | undefined {
  if (Array.isArray(answer)) return undefined;
  const { from, dimension, data = [] } = answer as Head;
  const isBareSeries = from === undefined && data.some(({ date }) => date !== undefined);
  const given = options['dimension'];
  if (dimension !== undefined || !isBareSeries) return dimension;
  return typeof given === 'string' ? given : 'day';
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
