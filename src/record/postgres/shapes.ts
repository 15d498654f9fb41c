/** The shapes of payloads, each kept once. */

import type { PayloadShape } from '../../model/payload-shape.ts';
import { rememberedShapes } from '../delivering/shapes.ts';
import type { Sql } from './connection.ts';

export interface Shapes {
  /** The number of a shape, which is written if it is new. */
  numberOf(sql: Sql, shape: PayloadShape): Promise<number>;
  /** That of the first release, where there is no number or nothing is known of it. */
  shapeOf(sql: Pick<Sql, 'query'>, number: number | null): Promise<PayloadShape>;
}

/** Makes the memory of shapes that one process has. */
export function shapesOn(): Shapes {
  const remembered = rememberedShapes();
  const numbers = new Map<string, number>();
  // what a transaction has written is known only to itself until it is over
  const written = new WeakMap<Sql, Map<string, number>>();

  return {
    async numberOf(sql, shape) {
      const text = JSON.stringify(shape);
      const known = numbers.get(text) ?? written.get(sql)?.get(text);
      if (known !== undefined) return known;
      const found = await find(sql, text);
      if (found !== undefined) {
        numbers.set(text, found);
        return found;
      }
      const number = await write(sql, text);
      written.set(sql, new Map(written.get(sql)).set(text, number));
      return number;
    },
    async shapeOf(sql, number) {
      if (number !== null && !remembered.has(number)) {
        const [row] = await sql.query<{ readonly shape: string }>(
          'SELECT shape FROM payload_shapes WHERE number = $1',
          [number],
        );
        if (row) remembered.remember(number, row.shape);
      }
      return remembered.shapeOf(number);
    },
  };
}

async function find(sql: Sql, text: string): Promise<number | undefined> {
  const [row] = await sql.query<{ readonly number: number }>(
    'SELECT number FROM payload_shapes WHERE md5(shape) = md5($1) AND shape = $1',
    [text],
  );
  return row?.number;
}

/** Who writes shapes writes alone, so that two who have the same ones in another order do not wait in a circle. */
async function write(sql: Sql, text: string): Promise<number> {
  await sql.run('LOCK TABLE payload_shapes IN SHARE ROW EXCLUSIVE MODE');
  const found = await find(sql, text);
  if (found !== undefined) return found;
  const [row] = await sql.query<{ readonly number: number }>(
    'INSERT INTO payload_shapes (shape) VALUES ($1) RETURNING number',
    [text],
  );
  if (!row) throw new Error('a shape was not written');
  return row.number;
}
