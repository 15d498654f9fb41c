/** Shapes by number, as a process remembers them: a number never changes its meaning. */

import type { EventKind } from '../../model/event.ts';
import { FIRST_SHAPE } from '../../model/payload-shape.ts';
import type { PayloadShape } from '../../model/payload-shape.ts';

export interface RememberedShapes {
  has(number: number): boolean;
  /** @param text JSON of the shape */
  remember(number: number, text: string): void;
  /** That of the first release, where there is no number or nothing is known of it. */
  shapeOf(number: number | null): PayloadShape;
  /** The kinds of events that a shape is for; `undefined` = all. */
  kindsOf(number: number | null): ReadonlySet<EventKind> | undefined;
}

export function rememberedShapes(): RememberedShapes {
  const known = new Map<number, PayloadShape>();
  const kinds = new WeakMap<PayloadShape, ReadonlySet<EventKind>>();
  const shapeOf = (number: number | null): PayloadShape =>
    (number === null ? undefined : known.get(number)) ?? FIRST_SHAPE;
  return {
    has: (number) => known.has(number),
    remember: (number, text) => void known.set(number, JSON.parse(text) as PayloadShape),
    shapeOf,
    kindsOf(number) {
      const shape = shapeOf(number);
      if (!shape.kinds) return undefined;
      const set = kinds.get(shape) ?? new Set(shape.kinds);
      kinds.set(shape, set);
      return set;
    },
  };
}
