/** The hours of a week as a picture: a line per day, a cell per hour. */

import type { Row } from '../export/rows.ts';
import { groupBy } from '../model/group-by.ts';
import { highest } from './bars.ts';
import { showCell } from './cells.ts';
import type { Screen } from './screen.ts';
import { drawTable } from './table.ts';

const DAYS = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
] as const;

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

const OF_CELL: ReadonlySet<string> = new Set(['day', 'hour', 'value', 'usage']);

/** Tells whether rows are the cells of a week. */
export function isWeek(rows: readonly Row[]): boolean {
  const [first] = rows;
  return first !== undefined && 'day' in first && 'hour' in first && 'value' in first;
}

/** Draws a week in shades on a terminal, else in numbers; of several groups one after the other. */
export function weekText(rows: readonly Row[], { isTerminal }: Screen): string {
  return splitByGroup(rows)
    .map(([title, cells]) => `${title}${isTerminal ? shades(cells) : numbers(cells)}`)
    .join('\n');
}

function splitByGroup(rows: readonly Row[]): readonly (readonly [string, readonly Row[]])[] {
  const groupOf = (row: Row): string =>
    Object.entries(row)
      .filter(([field]) => !OF_CELL.has(field))
      .map(([field, key]) => `${field}: ${showCell(key, field)}\n`)
      .join('');
  return [...groupBy(rows, groupOf)];
}

function numbers(cells: readonly Row[]): string {
  const lines = DAYS.map((name, day) => [
    name,
    ...HOURS.map((hour) => showCell(valueAt(cells, day, hour), 'value')),
  ]);
  return drawTable(['', ...HOURS.map(String)], lines, [true, ...HOURS.map(() => false)]);
}

/** From the faintest to the darkest: a quarter of the busiest hour each. */
const SHADES = ['░░', '▒▒', '▓▓', '██'] as const;

function shades(cells: readonly Row[]): string {
  const most = highest(cells.map(({ value }) => Number(value)));
  const shade = (value: number): string =>
    value > 0 ? (SHADES[Math.ceil((value / most) * SHADES.length) - 1] ?? '') : '· ';
  const lines = DAYS.map((name, day) => {
    const drawn = HOURS.map((hour) => shade(valueAt(cells, day, hour)));
    return `${name.padEnd(9)}  ${drawn.join('')}`.trimEnd();
  });
  const hours = HOURS.filter((hour) => hour % 3 === 0).map((hour) => String(hour).padEnd(6));
  const header = `${' '.repeat(11)}${hours.join('')}`.trimEnd();
  return [header, ...lines, ...(most > 0 ? ['', legend(cells, most)] : []), ''].join('\n');
}

function legend(cells: readonly Row[], most: number): string {
  const busiest = cells.find(({ value }) => value === most);
  const name = DAYS[Number(busiest?.['day'])] ?? '';
  const hour = String(busiest?.['hour']).padStart(2, '0');
  const share = showCell(busiest?.['usage'], 'usage');
  return `${SHADES.join(' ')}  up to ${showCell(most, 'value')}: ${name} ${hour}:00, ${share} of all`;
}

function valueAt(cells: readonly Row[], day: number, hour: number): number {
  return Number(cells[day * HOURS.length + hour]?.['value'] ?? 0);
}
