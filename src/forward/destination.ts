/**
 * The port to a place that events are sent to. A destination packs, sends once and says what became
 * of it: the outbox, the clock, what is tried again and when belong to the dispatcher.
 *
 * Events are known by (delivery, seq), never by their place in a parcel or by a count.
 */

import type { EpochMs } from '../model/time.ts';
import type { OutboxEvent } from '../record/outbox.ts';

/** Events that travel together. */
export interface Parcel {
  readonly events: readonly OutboxEvent[];
  /** What was changed about some of them to make them fit, as codes: `value_clipped` … */
  readonly trimmed?: ReadonlyMap<OutboxEvent, readonly string[]> | undefined;
}

/** An event that is given up: it goes to the dead letters. */
export interface Rejection {
  readonly event: OutboxEvent;
  /** A code of few values, since the books count by it: `rejected`, `too_large`, `encode_failed` … */
  readonly reason: string;
  /** The vendor's words, without credentials. */
  readonly detail?: string | undefined;
}

/** Every event given is in exactly one parcel or in `rejected`. */
export interface Encoded<P extends Parcel = Parcel> {
  readonly requests: readonly P[];
  readonly rejected: readonly Rejection[];
}

/** What an answer means for the events of a parcel. Problems and details hold no credentials. */
export type Verdict =
  /** Accepted, except for those listed. */
  | { readonly outcome: 'delivered'; readonly rejected: readonly Rejection[] }
  /** Not now: the same again later. */
  | {
      readonly outcome: 'retry';
      readonly problem: string;
      /** What the destination asks to wait. */
      readonly afterMs?: number | undefined;
      /** It may have arrived all the same. */
      readonly isAmbiguous?: true | undefined;
    }
  /** Not like this: each half on its own; a single event is given up for this reason. */
  | { readonly outcome: 'split'; readonly reason: string; readonly detail?: string | undefined }
  /** Not until somebody mends the settings: everything is kept. */
  | { readonly outcome: 'pause'; readonly problem: string };

/** What is the same for every way of sending. */
export interface DestinationLimits {
  /** Its name in the outbox and in `health()`. */
  readonly name: string;
  /** Most events one claim takes, give or take a batch. */
  readonly claimLimit: number;
  /** Parcels under way at the same time: 1 or 2. */
  readonly concurrency: number;
  /** An event older than this is not sent any more, but `expired`. */
  readonly maxAgeMs: number;
  /** An event that is dated further ahead than this waits until it is not. */
  readonly maxAheadMs: number;
  /** Whether what may have arrived is sent again, or given up as `ambiguous`. */
  readonly onAmbiguous: 'retry' | 'drop';
  /** What comes later must be sent later: nothing is put back behind the rest. */
  readonly isOrdered?: boolean | undefined;
  /** It tells what the store knows of the users of events. */
  readonly needsUserFacts?: boolean | undefined;
}

export interface Destination extends DestinationLimits {
  /**
   * Splits events into parcels by the vendor's limits.
   *
   * If it throws, the dispatcher halves the events until the one that it fails for is found.
   *
   * @param at the bot's time now, for protocols that carry an age
   */
  encode(events: readonly OutboxEvent[], at: EpochMs): Encoded;
  /**
   * Sends a parcel of its own once. Settles by its own deadline, or soon after the signal; a
   * rejection counts as ambiguous.
   */
  send(parcel: Parcel, signal: AbortSignal): Promise<Verdict>;
}
