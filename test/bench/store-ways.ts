/** What the writers of `stores.ts` are told. */

import type { StoreDescriptor } from '../../src/model/settings.ts';

/**
 * `recorded` = by us. `turns` = a row per turn with its text in JSON, `events` = four rows per turn, in a
 * table without an index, by prepared statements. `file` = the JSON appended to a file.
 */
export const WAYS = ['recorded', 'turns', 'events', 'file'] as const;
export type Way = (typeof WAYS)[number];

export interface Task {
  readonly store: StoreDescriptor;
  /** Where the other ways write: a path without an ending. */
  readonly beside: string;
  readonly durability: 'balanced' | 'strict';
  readonly writer: number;
  /** Of one round. */
  readonly batches: number;
  readonly batchSize: number;
  readonly users: number;
}
