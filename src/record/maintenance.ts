/** The port to what keeps a store in order: a part of every store. */

import type { RetentionSettings } from '../model/retention.ts';
import type { EpochMs } from '../model/time.ts';
import type { Erasure } from './erasure.ts';

export interface Maintenance {
  /** What removes people from everything. */
  readonly erasure: Erasure;
  /**
   * Removes what is kept for a limited time and is older, a few thousand rows per transaction, with
   * pauses, so that recording is not held up. `undefined` if somebody did so a short while ago.
   * @throws AnalyticsError `STORE_UNAVAILABLE`; what was removed until then is gone, the rest goes next time
   */
  retain(query: RetainQuery): Promise<RetainedCounts | undefined>;
  /**
   * Packs what was counted on days that are over, a few thousand rows per transaction: reports read it in
   * a fraction of the time, and no answer changes. Returns the number of days of which something was packed.
   * @throws AnalyticsError `STORE_UNAVAILABLE`; what was packed until then is, the rest is the next time
   */
  seal(query: SealQuery): Promise<number>;
  /**
   * Compares the rollups with the events that are kept, day by day, and repairs them if that is wanted:
   * recording waits while a day is replaced.
   * @throws AnalyticsError `STORE_UNAVAILABLE`, `CLOSED` if it was stopped
   */
  recount(query: RecountQuery): Promise<Recount>;
}

// ---- retention ---------------------------------------------------------------------------------

export interface RetainQuery {
  /** By the bot's clock. */
  readonly now: EpochMs;
  readonly retention: RetentionSettings;
  /** Does nothing if that was done within this time, whichever process did it. Absent = never mind. */
  readonly unlessWithinMs?: number | undefined;
  /** Looked at between transactions. */
  readonly isStopped?: (() => boolean) | undefined;
}

/** Rows that are gone, but for conversations and texts, of which the row stays. */
export interface RetainedCounts {
  readonly events: number;
  readonly deadLetters: number;
  readonly seenActivities: number;
  /** Offers to vote that nobody has taken up. */
  readonly votes: number;
  /** Conversations of which it was forgotten what was said last. */
  readonly conversations: number;
  /** Texts whose words are gone. */
  readonly texts: number;
  readonly sessions: number;
  readonly rollups: number;
  readonly writers: number;
}

/** Names of single values: from which time on all is kept, and when it was looked last. */
export const EVENTS_KEPT_FROM = 'events_kept_from';
export const ROLLUPS_KEPT_FROM = 'rollups_kept_from';
export const SESSIONS_KEPT_FROM = 'sessions_kept_from';
export const RETAINED_AT = 'retained_at';

// ---- sealing -----------------------------------------------------------------------------------

export interface SealQuery {
  /** By the bot's clock. */
  readonly now: EpochMs;
  /** Looked at between transactions. */
  readonly isStopped?: (() => boolean) | undefined;
  /** Between transactions, in milliseconds: others write meanwhile. Absent = long enough for a recorder. */
  readonly pauseMs?: number | undefined;
}

// ---- recounting --------------------------------------------------------------------------------

export interface RecountQuery {
  /** The days (UTC) that these instants lie in; `to` is exclusive. Absent = all. */
  readonly from?: EpochMs | undefined;
  readonly to?: EpochMs | undefined;
  readonly repair: boolean;
  /** Looked at now and then. */
  readonly isStopped?: (() => boolean) | undefined;
}

export type RollupTable =
  'counters' | 'label_counters' | 'presence' | 'response_times' | 'marks' | 'phrase_uses';

/** What a recount found. Days are days of UTC: `2026-10-01`. */
export interface Recount {
  /** From this day on all events are kept, as far as their age goes; absent if there are none. */
  readonly completeFrom?: string | undefined;
  /** Days that were compared; those on which nothing happened are not counted. */
  readonly compared: number;
  /** Days that were left out, as events of them were erased. */
  readonly partial: readonly string[];
  /** Days whose rollups are not what their events add up to. */
  readonly different: readonly RecountedDay[];
}

export interface RecountedDay {
  readonly day: string;
  /** They are right now. */
  readonly repaired: boolean;
  readonly tables: readonly RecountedTable[];
}

/** A table of which rows of a day differ. */
export interface RecountedTable {
  readonly table: RollupTable;
  /** Rows that the events add up to. */
  readonly expected: number;
  /** Rows that were there. */
  readonly found: number;
  /** Rows that are missing, too many, or say something else. */
  readonly different: number;
}
