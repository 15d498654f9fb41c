/** The conservation identity, asserted with `=`. */

import type { Health } from 'botbuilder-analytics';
import { expect } from 'vitest';

/** Asserts that nothing is missing in the books, of the process and of every destination. */
export function expectBalanced(health: Health): void {
  const { process: books, destinations } = health;
  if (books) {
    const { received, stored, duplicate, dropped, inMemory } = books;
    expect(received).toBe(stored + duplicate + sum(dropped) + inMemory);
  }
  for (const each of Object.values(destinations)) {
    const { enqueued, delivered, pending, dead, expired, cancelled, erased } = each;
    expect(enqueued).toBe(delivered + pending + sum(dead) + expired + cancelled + erased);
  }
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
