/** Levels of a value, for tables whose cells are coloured: the value stands in each, the colour only helps. */

import { number } from './format.ts';

/** The highest level; 0 is nothing at all. */
const LEVELS = 5;

/** Level of a value between 0 and the highest of all. */
export function levelOf(value: number, most: number): number {
  if (value <= 0 || most <= 0) return 0;
  return Math.max(1, Math.ceil((value / most) * LEVELS));
}

/** The whole numbers of a level: `9–16`; `undefined` where there are none. */
export function levelRange(level: number, most: number): string | undefined {
  if (level === 0) return '0';
  const from = Math.floor(((level - 1) * most) / LEVELS) + 1;
  const to = Math.floor((level * most) / LEVELS);
  if (from > to) return undefined;
  return from === to ? number(from) : `${number(from)}–${number(to)}`;
}

/** What the colours stand for, from nothing to the highest level. */
export function Legend({ nameOf }: { readonly nameOf: (level: number) => string | undefined }) {
  return (
    <ul class="levels" aria-label="Colours">
      {Array.from({ length: LEVELS + 1 }, (_, level) => {
        const name = nameOf(level);
        return name === undefined ? '' : <li class={`level-${level}`}>{name}</li>;
      })}
    </ul>
  );
}
