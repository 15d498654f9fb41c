/** Rollups are what the events add up to, after whatever a test has done. */

import { expect } from 'vitest';

import type { Store } from '../../src/record/store.ts';

/** Expects of every day whose events are all kept that it was counted as its events say. */
export async function expectRecounted({ maintenance }: Pick<Store, 'maintenance'>): Promise<void> {
  const { different } = await maintenance.recount({ repair: false });

  expect(different).toEqual([]);
}
