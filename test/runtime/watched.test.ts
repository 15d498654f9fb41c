import { expect, test } from 'vitest';

import { watched } from '../../src/runtime/watched.ts';

test('what methods throw and reject with is told, and reaches whoever called', async () => {
  const told: unknown[] = [];
  const port = {
    kind: 'sqlite',
    add: async (a: number, b: number) => a + b,
    rejects: () => Promise.reject(new Error('rejected')),
    inner: {
      throws: (): number => {
        throw new Error('thrown');
      },
    },
  };
  const seen = watched(port, (error) => told.push(String(error)));

  expect(seen.kind).toBe('sqlite');
  expect(await seen.add(1, 2)).toBe(3);
  await expect(seen.rejects()).rejects.toThrow('rejected');
  expect(() => seen.inner.throws()).toThrow('thrown');
  expect(told).toEqual(['Error: rejected', 'Error: thrown']);
});

test('a method has done its work at once, if it does so at all', () => {
  const done: string[] = [];
  const { record } = watched(
    {
      record: async () => void done.push('recorded'),
    },
    () => undefined,
  );
  void record();

  expect(done).toEqual(['recorded']);
});
