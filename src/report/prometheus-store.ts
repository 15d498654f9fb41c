/** The part of the metrics that the store knows: the same from every process that shares it. */

import { DESTINATION_STATUSES, STORE_STATUSES } from '../model/health.ts';
import type { DestinationHealth, DropCounts, Health, StoreHealth } from '../model/health.ts';
import type { Family, Sample } from './prometheus-format.ts';
import { DEAD_REASONS, boundedReasons } from './prometheus-reasons.ts';
import { counter, gauge, secondsOf } from './prometheus-series.ts';

/** @param isCounted the store is open, so that the counts are its own */
export function destinationFamilies(
  destinations: Health['destinations'],
  isCounted: boolean,
): readonly Family[] {
  const all = Object.entries(destinations);
  return [...(isCounted ? eventFamilies(all) : []), ...stateFamilies(all)];
}

type Destinations = readonly (readonly [name: string, health: DestinationHealth])[];

/** What becomes of events and never changes any more. */
const OUTCOMES = [
  ['enqueued', 'Events that the destination was to get.'],
  ['delivered', 'Events that it took.'],
  ['expired', 'Events that were too old, or too many, to wait any longer.'],
  ['cancelled', 'Events that were dropped by hand.'],
  ['erased', 'Events that were erased with their user.'],
  ['ambiguous', 'Besides these: how often events were sent and nobody knows whether they arrived.'],
] as const;

/** `enqueued = delivered + pending + Σ dead + expired + cancelled + erased`, for each destination. */
function eventFamilies(all: Destinations): readonly Family[] {
  const each = (valueOf: (health: DestinationHealth) => number): readonly Sample[] =>
    all.map(([destination, health]) => ({ labels: { destination }, value: valueOf(health) }));
  const outcomes = OUTCOMES.map(([outcome, help]) => {
    const values = each((health) => health[outcome]);
    return counter(`events_${outcome}_total`, help, values);
  });
  const pending = each((health) => health.pending);
  const oldest = each((health) => secondsOf(health.oldestPendingMs));
  const dead = byReason(all, DEAD_REASONS, (health) => health.dead);
  const trimmed = byReason(all, [], (health) => health.trimmed);
  return [
    ...outcomes,
    counter('events_trimmed_total', 'Besides these: what was done to make events fit.', trimmed),
    gauge('events_pending', 'Events that wait.', pending),
    gauge('oldest_pending_seconds', 'Age of the oldest event that waits; 0 if none does.', oldest),
    gauge('events_dead', 'Dead letters, by reason. Those that wait again are none.', dead),
  ];
}

function byReason(
  all: Destinations,
  known: readonly string[],
  countsOf: (health: DestinationHealth) => DropCounts,
): readonly Sample[] {
  return all.flatMap(([destination, health]) =>
    boundedReasons(countsOf(health), known).map(([reason, value]) => {
      return { labels: { destination, reason }, value };
    }),
  );
}

function stateFamilies(all: Destinations): readonly Family[] {
  const active = all.flatMap(([destination, health]): readonly Sample[] =>
    health.active === null ? [] : [{ labels: { destination }, value: Number(health.active) }],
  );
  const states = all.flatMap(([destination, health]) =>
    DESTINATION_STATUSES.map((state) => {
      return { labels: { destination, state }, value: Number(health.state === state) };
    }),
  );
  return [
    gauge('destination_active', 'Whether the destination is switched on.', active),
    gauge('destination_state', '1 for the state that it is in, 0 for the others.', states),
  ];
}

export function storeFamilies(store: StoreHealth): readonly Family[] {
  const states = STORE_STATUSES.map((state) => {
    return { labels: { state }, value: Number(store.state === state) };
  });
  const isIn = gauge(
    'store_state',
    '1 for the state that the store is in, 0 for the others.',
    states,
  );
  if (store.version === null) return [isIn];
  return [
    isIn,
    gauge('store_schema_version', 'Version of the schema.', store.version),
    counter('store_facts_total', 'Facts recorded, ever.', store.facts),
    gauge(
      'store_lost_at_most',
      'Facts that are lost at most with processes that were killed in the last 30 days.',
      store.lostAtMost,
    ),
    gauge('store_users', 'Users.', store.users),
    gauge('store_segments', 'Segments.', store.segments),
  ];
}
