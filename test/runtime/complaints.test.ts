/** What is told of a store that fails, and how often. */

import { expect, test } from 'vitest';

import { AnalyticsError } from '../../src/model/errors.ts';
import { complaints } from '../../src/runtime/complaints.ts';

function world() {
  const told: string[] = [];
  return { told, ...complaints(({ problem }) => told.push(problem)) };
}

const failing = (code: string) =>
  new AnalyticsError('STORE_UNAVAILABLE', `the database answered ${code}`, { details: { code } });

test('the same problem is told once, and again when it had passed', () => {
  const { told, about, passed } = world();
  about(failing('SQLITE_FULL'), 0);
  about(failing('SQLITE_FULL'), 1);
  about(failing('SQLITE_IOERR'), 2);
  passed(undefined);
  about(failing('SQLITE_FULL'), 0);

  expect(told.map((problem) => problem.split(' ').at(-1))).toEqual([
    'SQLITE_FULL',
    'SQLITE_IOERR',
    'SQLITE_FULL',
  ]);
});

test.for(['SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT'])(
  'a lock (%s) is told when it stays, and shown from the first',
  (code) => {
    const { told, about, current } = world();
    about(failing(code), 0);
    const first = [current(), told.length];
    for (let failures = 1; failures < 8; failures++) about(failing(code), failures);

    expect(first).toEqual([expect.stringContaining(code), 0]);
    expect(told).toHaveLength(1);
  },
);

test('a lock that passes soon is not told, however often', () => {
  const { told, about, passed, current } = world();
  for (let n = 0; n < 100; n++) {
    about(failing('SQLITE_BUSY'), n % 4);
    if (n % 4 === 3) passed(undefined);
  }

  expect(told).toEqual([]);
  expect(current()).toBeUndefined();
});

test('what lasts is not told again', () => {
  const { told, about, passed, current } = world();
  about(new Error('it was set aside'), 0);
  passed('it was set aside');
  about(new Error('it was set aside'), 0);

  expect(told).toHaveLength(1);
  expect(current()).toBe('it was set aside');
});
