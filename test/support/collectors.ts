/** The local collectors, of which every test demands that what they got broke no published limit. */

import { expect, onTestFinished } from 'vitest';
import { startCollectors as start } from '../../samples/local/collectors.ts';
import type { Collectors } from '../../samples/local/collectors.ts';

export type { Collectors };

/** Starts them; the caller closes them. Records that a service refuses by script are no violations. */
export async function startCollectors(...options: Parameters<typeof start>): Promise<Collectors> {
  const collectors = await start(...options);
  onTestFinished(() => {
    const { ga4, mixpanel, ua } = collectors;
    expect([...ga4.violations, ...mixpanel.violations, ...ua.violations]).toEqual([]);
  });
  return collectors;
}
