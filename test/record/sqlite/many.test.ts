import { expect, test } from 'vitest';

import { loadDriver } from '../../../src/record/sqlite/driver.ts';
import { insertMany } from '../../../src/record/sqlite/many.ts';

function table() {
  const Driver = loadDriver();
  const db = new Driver(':memory:', { readonly: false, fileMustExist: false, timeout: 0 });
  db.exec('CREATE TABLE sums (number INTEGER PRIMARY KEY, key TEXT UNIQUE, sum INTEGER)');
  const add = insertMany<readonly [string, number]>(db, {
    into: 'sums (key, sum)',
    valuesOf: (row) => row,
    onConflict: 'ON CONFLICT (key) DO UPDATE SET sum = sum + excluded.sum',
  });
  return { add, rows: () => db.prepare('SELECT * FROM sums ORDER BY number').all() };
}

test.for([0, 1, 7, 8, 9, 16, 17])('writes %i rows, in their order', (count) => {
  const { add, rows } = table();
  const given = Array.from({ length: count }, (_, i) => [`k${i}`, i] as const);

  const last = add(given);

  expect(last).toBe(count);
  expect(rows()).toEqual(given.map(([key, sum], i) => ({ number: i + 1, key, sum })));
});

test('a row that comes twice meets itself', () => {
  const { add, rows } = table();

  add(Array.from({ length: 9 }, () => ['k', 2] as const));

  expect(rows()).toEqual([{ number: 1, key: 'k', sum: 18 }]);
});
