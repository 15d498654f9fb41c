/** The store's side of `health`, out of its counts. */

import type { DestinationHealth, Health } from '../model/health.ts';
import type { EpochMs } from '../model/time.ts';
import type { DestinationCounts, StoreCounts } from '../record/store.ts';

/**
 * Puts the counts of an open store into the shape of `health`.
 *
 * A destination that is named active and never got an event is listed too. Whether one retries or
 * is paused is known to the process that delivers alone: here it is `ok`, or `inactive`.
 *
 * @param activeNames destinations that are switched on
 */
export function storeHealth(
  counts: StoreCounts,
  kind: string,
  activeNames: readonly string[],
  now: EpochMs,
): Pick<Health, 'destinations' | 'store'> {
  const { version, facts, users, segments, lostAtMost } = counts;
  const known = new Map(Object.entries(counts.destinations));
  const names = [...new Set([...known.keys(), ...activeNames])].sort();
  const destinations = names.map((name) => [
    name,
    destinationHealth(known.get(name) ?? NOTHING, activeNames.includes(name), now),
  ]);
  return {
    destinations: Object.fromEntries(destinations),
    store: { kind, version, state: 'ok', facts, users, segments, lostAtMost },
  };
}

const NOTHING: DestinationCounts = {
  enqueued: 0,
  delivered: 0,
  pending: 0,
  dead: {},
  expired: 0,
  cancelled: 0,
  erased: 0,
  ambiguous: 0,
  trimmed: {},
  oldestPendingAt: undefined,
};

function destinationHealth(
  { oldestPendingAt, ...counts }: DestinationCounts,
  active: boolean,
  now: EpochMs,
): DestinationHealth {
  return {
    active,
    ...counts,
    oldestPendingMs: oldestPendingAt === undefined ? null : Math.max(0, now - oldestPendingAt),
    state: active ? 'ok' : 'inactive',
  };
}
