/** A week by hours, Monday first: a table whose cells are the darker the more happened. */

import type { TrafficCell, TrafficGrid } from '../../report/public.ts';
import { ratio } from '../../report/rate.ts';
import { number, percent, shortNumber } from './format.ts';
import { Legend, levelOf, levelRange } from './levels.tsx';

/** Of the report, whose weeks begin on Sunday. */
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONDAY_FIRST = [1, 2, 3, 4, 5, 6, 0];

export function dayName(day: number): string {
  return DAYS[day] ?? '';
}

/** `14:00–15:00` */
export function hoursName(hour: number): string {
  return `${two(hour)}:00–${two((hour + 1) % 24)}:00`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** The hour with the most, of several the first of the week; none where nothing happened. */
export function busiestHour(grid: TrafficGrid): TrafficCell | undefined {
  return mostOf(MONDAY_FIRST.flatMap((day) => grid[day] ?? []));
}

/** The same of whole days. */
export function busiestDay(
  grid: TrafficGrid,
): Pick<TrafficCell, 'day' | 'value' | 'usage'> | undefined {
  const days = grid.map((cells, day) => ({ day, value: valueOf(cells) }));
  const total = days.reduce((sum, { value }) => sum + value, 0);
  const shares = days.map((each) => ({ ...each, usage: ratio(each.value * 100, total) }));
  return mostOf(MONDAY_FIRST.flatMap((day) => shares[day] ?? []));
}

function valueOf(cells: readonly TrafficCell[]): number {
  return cells.reduce((sum, { value }) => sum + value, 0);
}

function mostOf<Counted extends { readonly value: number }>(
  all: readonly Counted[],
): Counted | undefined {
  const most = all.reduce<Counted | undefined>(
    (best, each) => (best === undefined || each.value > best.value ? each : best),
    undefined,
  );
  return most && most.value > 0 ? most : undefined;
}

export function HeatMap({
  caption,
  grid,
}: {
  readonly caption: string;
  readonly grid: TrafficGrid;
}) {
  const most = grid.flat().reduce((highest, { value }) => Math.max(highest, value), 0);
  return (
    <>
      <div class="scroll" tabindex={0} role="region" aria-label={caption}>
        <table class="heat">
          <caption>{caption}</caption>
          <thead>
            <tr>
              <th scope="col">Hour</th>
              {Array.from({ length: 24 }, (_, hour) => (
                <th scope="col">{two(hour)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {MONDAY_FIRST.map((day) => (
              <tr>
                <th scope="row">{dayName(day).slice(0, 3)}</th>
                {(grid[day] ?? []).map((cell) => (
                  <Cell cell={cell} most={most} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Legend nameOf={(level) => levelRange(level, most)} />
    </>
  );
}

function Cell({
  cell: { day, hour, value, usage },
  most,
}: {
  readonly cell: TrafficCell;
  readonly most: number;
}) {
  return (
    <td
      class={`level-${levelOf(value, most)}`}
      title={`${dayName(day)}, ${hoursName(hour)}: ${number(value)}, ${percent(usage)}`}
    >
      {shortNumber(value)}
    </td>
  );
}
