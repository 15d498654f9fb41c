/** Shapes on PostgreSQL: written once, whoever comes first. */

import { expect, test } from 'vitest';

import type { PayloadShape } from '../../../src/model/payload-shape.ts';
import { shapesOn } from '../../../src/record/postgres/shapes.ts';
import { reusedPostgres } from '../../support/postgres/database.ts';
import type { Worker } from './filled-outbox.ts';
import { workersOn } from './filled-outbox.ts';

const empty = reusedPostgres();
const workers = async (count: number) => workersOn(await empty(), count);

const SNAKE: PayloadShape = { version: 1, naming: 'snake' };
const TITLE: PayloadShape = { version: 1, naming: 'title', properties: { plan: 'p\0' } };

/** Numbers of shapes, asked for one after the other in one transaction. */
async function numbersOf(
  { server }: Worker,
  asked: readonly PayloadShape[],
  shapes = shapesOn(),
): Promise<readonly number[]> {
  return server.transaction(async (sql) => {
    const numbers: number[] = [];
    for (const shape of asked) numbers.push(await shapes.numberOf(sql, shape));
    return numbers;
  });
}

test('a shape has one number, in every process', async () => {
  const [one, other] = await workers(2);
  const [snake, title, again] = await numbersOf(one!, [SNAKE, TITLE, SNAKE]);

  expect(again).toBe(snake);
  expect(title).not.toBe(snake);
  expect(await numbersOf(other!, [TITLE, SNAKE])).toEqual([title, snake]);
});

test('those who write the same ones at once, in another order, do not wait in a circle', async () => {
  const all = await workers(4);
  const [first, ...others] = await Promise.all(
    all.map((one, place) => numbersOf(one, place % 2 === 0 ? [SNAKE, TITLE] : [TITLE, SNAKE])),
  );

  expect(new Set(first)).toHaveProperty('size', 2);
  for (const numbers of others) expect(new Set(numbers)).toEqual(new Set(first));
  for (const { transactions } of all) expect(transactions.begun).toBe(transactions.asked);
});

test('what was rolled back is written again', async () => {
  const [one] = await workers(1);
  const shapes = shapesOn();
  const failing = one!.server.transaction(async (sql) => {
    await shapes.numberOf(sql, SNAKE);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  const [number] = await numbersOf(one!, [SNAKE], shapes);
  const shape = await one!.server.transaction((sql) => shapesOn().shapeOf(sql, number!));

  expect(shape).toEqual(SNAKE);
});

test('a shape is as it was written, and that of the first release where there is none', async () => {
  const [one] = await workers(1);
  const shapes = shapesOn();
  const [number] = await numbersOf(one!, [TITLE]);
  const shapeOf = (asked: number | null) =>
    one!.server.transaction((sql) => shapes.shapeOf(sql, asked));

  expect(await shapeOf(number!)).toEqual(TITLE);
  expect(await shapeOf(null)).toEqual({ version: 1 });
  expect(await shapeOf(999)).toEqual({ version: 1 });
});
