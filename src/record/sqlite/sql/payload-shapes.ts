/** SQL about the shapes of payloads, each kept once. */

import type { EventKind } from '../../../model/event.ts';
import { FIRST_SHAPE } from '../../../model/payload-shape.ts';
import type { PayloadShape } from '../../../model/payload-shape.ts';
import type { DatabaseLike } from '../driver.ts';

export type ShapeStatements = ReturnType<typeof shapeStatements>;

/** Prepares the statements about shapes. A number never changes its meaning, so they are remembered. */
export function shapeStatements(db: DatabaseLike) {
  const select = db.prepare('SELECT number FROM payload_shapes WHERE shape = ?');
  const insert = db.prepare('INSERT INTO payload_shapes (shape) VALUES (?) RETURNING number');
  const read = db.prepare('SELECT shape FROM payload_shapes WHERE number = ?');
  const known = new Map<number, PayloadShape>();
  const kinds = new WeakMap<PayloadShape, ReadonlySet<EventKind>>();

  const of = (number: number | null): PayloadShape => {
    if (number === null) return FIRST_SHAPE;
    const remembered = known.get(number);
    if (remembered) return remembered;
    const row = read.get(number) as { readonly shape: string } | undefined;
    if (!row) return FIRST_SHAPE;
    const shape = JSON.parse(row.shape) as PayloadShape;
    known.set(number, shape);
    return shape;
  };
  return {
    of,
    kindsOf(number: number | null): ReadonlySet<EventKind> | undefined {
      const shape = of(number);
      if (!shape.kinds) return undefined;
      const set = kinds.get(shape) ?? new Set(shape.kinds);
      kinds.set(shape, set);
      return set;
    },
    numberOf(shape: PayloadShape): number {
      const text = JSON.stringify(shape);
      const row = (select.get(text) ?? insert.get(text)) as { readonly number: number };
      return row.number;
    },
  };
}
