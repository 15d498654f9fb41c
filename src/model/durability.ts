/** What `durability` makes of the store. */

import type { OptionIssue } from './option-issues.ts';
import { MEMORY } from './settings.ts';
import type { Durability, StoreDescriptor } from './settings.ts';

interface StoreOptions {
  readonly store: StoreDescriptor;
  readonly durability: Durability;
}

/** With `memory` nothing is written to a disk, whatever path was given: it lasts as long as the process. */
export function storeFor({ store, durability }: StoreOptions): StoreDescriptor {
  return durability === 'memory' ? { kind: 'sqlite', options: { path: MEMORY } } : store;
}

/** Says what is wrong with the two together. */
export function durabilityIssues({ store, durability }: StoreOptions): readonly OptionIssue[] {
  if (durability !== 'memory' || store.kind === 'sqlite') return [];
  const problem =
    "keeps everything in this process, and a PostgreSQL server nothing there: leave out `store`, or give 'balanced' or 'strict'";
  return [{ path: 'durability', problem, value: durability }];
}
