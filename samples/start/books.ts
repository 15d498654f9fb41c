/** Holds the books against what came out at the other ends: nothing lost, nothing invented. */

import type { Health } from 'botbuilder-analytics';

import type { Collector, Collectors } from '../local/collectors.ts';

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

/** Returns what does not add up, in words; empty if all is well. */
export function wrongInBooks(health: Health, collectors: Collectors): string[] {
  const { ga4, ua, mixpanel } = collectors;
  return [
    ...wrongInFacts(health),
    ...Object.entries({ ga4, ua, mixpanel }).flatMap(([name, collector]) =>
      wrongInDestination(name, health, collector),
    ),
    ...wrongInProfiles(health),
  ];
}

/** The facts of this process as an equation. */
export function factsEquation({ process: books }: Health): string {
  if (!books) return 'no books';
  const { received, stored, duplicate, dropped, inMemory } = books;
  return `${received} received = ${stored} stored + ${duplicate} duplicate + ${sum(dropped)} dropped + ${inMemory} in memory`;
}

function wrongInFacts(health: Health): string[] {
  const { process: books, store } = health;
  if (!books) return ['there are no books of this process'];
  const { received, stored, duplicate, dropped, inMemory } = books;
  const isExact = received === stored + duplicate + sum(dropped) + inMemory;
  return [
    ...(isExact ? [] : [`the facts do not add up: ${factsEquation(health)}`]),
    ...(sum(dropped) === 0 ? [] : [`facts were dropped: ${JSON.stringify(dropped)}`]),
    ...(store.facts === stored ? [] : [`the store holds ${store.facts} facts, not ${stored}`]),
  ];
}

/** Several events may change one profile at once: of profiles, only that none waits or was refused is known. */
function wrongInProfiles({ destinations }: Health): string[] {
  const books = destinations['mixpanel_profiles'];
  if (!books) return ['mixpanel_profiles: not in the books'];
  const isDone = books.delivered === books.enqueued;
  return isDone ? [] : [`mixpanel_profiles: ${books.delivered} of ${books.enqueued} delivered`];
}

function wrongInDestination(name: string, health: Health, collector: Collector): string[] {
  const books = health.destinations[name];
  if (!books) return [`${name}: not in the books`];
  const { enqueued, delivered, pending, dead, expired, cancelled, erased } = books;
  const settled = delivered + pending + sum(dead) + expired + cancelled + erased;
  const got = collector.events.length;
  return [
    ...(enqueued === settled
      ? []
      : [`${name}: ${enqueued} enqueued, but ${settled} accounted for`]),
    ...(delivered === got ? [] : [`${name}: ${delivered} delivered, but ${got} arrived`]),
    ...(pending === 0 ? [] : [`${name}: ${pending} still wait (${books.problem ?? 'no problem'})`]),
    ...(sum(dead) === 0 ? [] : [`${name}: given up: ${JSON.stringify(dead)}`]),
    ...collector.violations.map((violation) => `${name}: the collector complains of ${violation}`),
  ];
}
