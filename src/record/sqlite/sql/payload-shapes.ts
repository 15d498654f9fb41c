/** SQL about the shapes of payloads, each kept once. */

import type { PayloadShape } from '../../../model/payload-shape.ts';
import { rememberedShapes } from '../../delivering/shapes.ts';
import type { DatabaseLike } from '../driver.ts';

export type ShapeStatements = ReturnType<typeof shapeStatements>;

/** Prepares the statements about shapes. */
export function shapeStatements(db: DatabaseLike) {
  const select = db.prepare('SELECT number FROM payload_shapes WHERE shape = ?');
  const insert = db.prepare('INSERT INTO payload_shapes (shape) VALUES (?) RETURNING number');
  const read = db.prepare('SELECT shape FROM payload_shapes WHERE number = ?');
  const remembered = rememberedShapes();

  const load = (number: number | null): void => {
    if (number === null || remembered.has(number)) return;
    const row = read.get(number) as { readonly shape: string } | undefined;
    if (row) remembered.remember(number, row.shape);
  };
  return {
    of(number: number | null) {
      load(number);
      return remembered.shapeOf(number);
    },
    kindsOf(number: number | null) {
      load(number);
      return remembered.kindsOf(number);
    },
    numberOf(shape: PayloadShape): number {
      const text = JSON.stringify(shape);
      const row = (select.get(text) ?? insert.get(text)) as { readonly number: number };
      return row.number;
    },
  };
}
