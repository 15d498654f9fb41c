/** The first line of a report: what was asked, with the defaults filled in. */

import type { Zone } from '../report/time/zone.ts';
import type { Head } from './asked.ts';
import { showDay, showTime } from './dates.ts';

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
  'order',
]);

/** `users · 2026-10-23 to 2026-11-21 · Europe/Vienna · by day · channel: msteams`. */
export function titleOf(asked: {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly head: Head;
  readonly zone: Zone;
}): string {
  const { name, options, zone, head } = asked;
  const { from, to, dimension } = head;
  const others = Object.keys(options).filter((option) => !SAID.has(option));
  return [
    name,
    ...(from === undefined || to === undefined ? [] : [showSpan(from, to, zone)]),
    zone.name,
    ...(dimension === undefined ? [] : [`by ${dimension}`]),
    ...others.map((option) => `${option}: ${[options[option]].flat().join(', ')}`),
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

function showDays(from: number, to: number, zone: Zone): string {
  const [first, last] = [showDay(from, zone), showDay(to, zone)];
  return first === last ? first : `${first} to ${last}`;
}
