import { describe, expect, test } from 'vitest';
import { deathsOf } from '../../src/runtime/deaths.ts';

function deathsAt(...times: readonly number[]) {
  const left = [...times];
  const deaths = deathsOf('the thread', () => left.shift() ?? Number.NaN);
  const pauses = times.map(() => deaths.add(new Error('no memory')));
  return { deaths, pauses };
}

describe('a thread that died', () => {
  test('is started again after twice the time at each further death, and then after a minute', () => {
    const { deaths, pauses } = deathsAt(0, 1_000, 2_000, 3_000, 4_000);

    expect(pauses).toEqual([50, 100, 200, 400, 60_000]);
    expect(deaths.isPausing()).toBe(true);
    expect(deaths.problem()).toContain('the thread ended 5 times within a minute');
    expect(deaths.problem()).toContain('no memory');
  });

  test('is not left alone for deaths that are further apart', () => {
    const { deaths, pauses } = deathsAt(0, 30_000, 61_000, 92_000, 123_000, 154_000);

    expect(pauses).toEqual([50, 100, 100, 100, 100, 100]);
    expect(deaths.isPausing()).toBe(false);
    expect(deaths.problem()).toBe('the thread ended: no memory');
  });

  test('of which nothing is known but how it ended is told so', () => {
    const deaths = deathsOf('the thread', () => 0);
    deaths.add('exit code 1');

    expect(deaths.problem()).toBe('the thread ended: exit code 1');
  });
});
