/** Plain events on their way to Mixpanel, by our transport. */

import { deliver } from '../../../src/forward/deliver.ts';
import type { Answer } from '../../../src/forward/delivery.ts';

/** 2026-10-05T08:00:00Z */
export const AT = Date.UTC(2026, 9, 5, 8);

/** For what is answered, however busy the machine is. */
const LONG_MS = 5_000;

export const eventOf = (id: string) => ({
  event: 'Message Received',
  properties: { time: AT, distinct_id: 'anna', $insert_id: id },
});

/** Sends events of these ids to the import API at an address. */
export function importEvents(
  url: string,
  ids: readonly string[],
  timeoutMs = LONG_MS,
): Promise<Answer> {
  const request = {
    url: `${url}/import?strict=1&verbose=1`,
    headers: { authorization: `Basic ${Buffer.from('token:').toString('base64')}` },
    body: JSON.stringify(ids.map(eventOf)),
  };
  return deliver(request, { timeoutMs });
}
