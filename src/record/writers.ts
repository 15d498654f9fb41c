/**
 * The port to what is known of the processes that record: a part of every store. A process that is killed
 * cannot say what it had in memory, so it has said before how much that may be.
 */

import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../model/time.ts';
import type { EpochMs } from '../model/time.ts';

/** How often a process says that it is there, and after which silence it is gone. */
export const BEAT_MS = 15 * SECOND_MS;
export const GONE_MS = MINUTE_MS;

/** What says that it was there so far ahead was written by a clock that was: that process is gone. */
export const BEAT_AHEAD_MS = HOUR_MS;

/** A process that is there. */
export interface Beat {
  readonly writer: string;
  /** Facts that are lost at most if it is killed now; what it has said with a batch stays if that is more. */
  readonly atRisk: number;
  /** By the bot's clock. */
  readonly at: EpochMs;
  /** By the system's clock. */
  readonly now: EpochMs;
}

/** Processes that were killed. */
export interface GoneWriters {
  readonly processes: number;
  /** Facts of them that are lost, at most. */
  readonly facts: number;
}

export interface Writers {
  /** Says that a process is there. @throws AnalyticsError `STORE_UNAVAILABLE` */
  beat(beat: Beat): Promise<void>;
  /** It ends, and nothing of it is lost that it has not counted. @throws AnalyticsError `STORE_UNAVAILABLE` */
  ended(writer: string): Promise<void>;
  /**
   * Those who have gone without a word since somebody asked: of several who ask one is told. Who was
   * only frozen, and is there again, counts no more. @throws AnalyticsError `STORE_UNAVAILABLE`
   */
  gone(now: EpochMs): Promise<GoneWriters>;
}
