/** The fault matrix names tests that are there. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FAULT_ROWS } from './matrix.ts';

const ROOT = join(__dirname, '../..');

test.for(FAULT_ROWS)('row $row, $fault: its tests are there', ({ tests }) => {
  const missing = tests.filter((file) => !existsSync(join(ROOT, file)));
  const empty = tests.filter(
    (file) => !missing.includes(file) && !/\btest\b/u.test(readFileSync(join(ROOT, file), 'utf8')),
  );

  expect(tests.length).toBeGreaterThan(0);
  expect(missing).toEqual([]);
  expect(empty).toEqual([]);
});

test('each row is there once, in order', () => {
  const rows = FAULT_ROWS.map(({ row }) => row);

  expect(rows).toEqual([...new Set(rows)].toSorted((a, b) => a - b));
});
