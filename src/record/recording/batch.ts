/** A batch while it is being recorded. */

import type { KeptText } from '../../interpret/interpretation.ts';
import type { EpochMs } from '../../model/time.ts';
import type { Pseudonyms } from '../pseudonyms.ts';
import type { Matches, RecordDeps } from '../store.ts';
import type { Overlay } from './overlay.ts';
import type { SegmentNumbers } from './segments.ts';
import type { EventRow, LastSeen, RecordStatements } from './statements.ts';
import type { PastConversation, States } from './states.ts';
import type { Target } from './targets.ts';

/** Remembers marks for a while, the batch's own only once it is committed. */
export interface Repeats {
  has(mark: string): boolean;
  add(mark: string): void;
}

/** What became of the facts so far. */
export interface Tally {
  stored: number;
  duplicate: number;
  readonly dropped: Map<string, number>;
}

/** Lives for one transaction. */
export interface BatchWork {
  readonly deps: RecordDeps;
  /** Whom its events are for. */
  readonly targets: readonly Target[];
  readonly matches: Matches;
  readonly pseudonyms: Pseudonyms;
  readonly sql: RecordStatements;
  readonly states: States;
  /** What an import knows of conversations besides what the store remembers, by key. */
  readonly past: Overlay<PastConversation>;
  readonly segments: SegmentNumbers;
  readonly tally: Tally;
  readonly events: EventRow[];
  /** Texts that the events name by their key. */
  readonly texts: KeptText[];
  /** Where and by what name a user was seen last, by {@link userDeltaKey}. */
  readonly lastSeen: Map<string, LastSeen>;
  /** Turns that were redeliveries, and long-running messages that were continued: theirs and the batch's. */
  readonly repeats: Repeats;
  /** What interpretation threw: told to `onItemError` when the transaction is over. */
  readonly errors: unknown[];
  /** What is looked up once, where it is needed. */
  readonly once: { newestTombstone?: EpochMs };
}

/** Counts facts that were dropped. */
export function dropFacts(tally: Tally, reason: string, count: number): void {
  if (count > 0) tally.dropped.set(reason, (tally.dropped.get(reason) ?? 0) + count);
}
