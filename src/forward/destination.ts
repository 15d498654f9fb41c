/**
 * The port to a place that events are sent to. A destination only encodes and decodes: the outbox,
 * the clock, the network and what is tried again belong to the dispatcher.
 *
 * Events are known by (delivery, seq), never by their place in a request or by a count.
 */

import type { EpochMs } from '../model/time.ts';
import type { OutboxEvent } from '../record/store.ts';
import type { Answer, DeliveryRequest } from './delivery.ts';

/** One HTTP POST and the events that travel in it, in the order of the body. */
export interface EncodedRequest extends DeliveryRequest {
  readonly events: readonly OutboxEvent[];
}

/** An event that is given up: it goes to the dead letters. */
export interface Rejection {
  readonly event: OutboxEvent;
  /** A code of few values, since the books count by it: `rejected`, `too_large`, `encode_failed` … */
  readonly reason: string;
  /** The vendor's words, without credentials. */
  readonly detail?: string | undefined;
}

/** Every event given is in exactly one request or in `rejected`. */
export interface Encoded {
  readonly requests: readonly EncodedRequest[];
  readonly rejected: readonly Rejection[];
}

/** What an answer means for the events of its request. Problems and details hold no credentials. */
export type Verdict =
  /** Accepted, except for those listed. */
  | { readonly outcome: 'delivered'; readonly rejected: readonly Rejection[] }
  /** Not now: the same again later. */
  | { readonly outcome: 'retry'; readonly problem: string }
  /** Not like this: each half on its own; a single event is given up for this reason. */
  | { readonly outcome: 'split'; readonly reason: string; readonly detail?: string | undefined }
  /** Not until somebody mends the settings: everything is kept. */
  | { readonly outcome: 'pause'; readonly problem: string };

export interface Destination {
  /** Its name in the outbox and in `health()`. */
  readonly name: string;
  /** Most events one claim takes, give or take a batch. */
  readonly claimLimit: number;
  /** Requests under way at the same time: 1 or 2. */
  readonly concurrency: number;
  /** An event older than this is not sent any more, but `expired`. */
  readonly maxAgeMs: number;
  /**
   * Splits events into requests by the vendor's limits.
   *
   * If it throws, the dispatcher halves the events until the one that it fails for is found.
   *
   * @param at the bot's time now, for protocols that carry an age
   */
  encode(events: readonly OutboxEvent[], at: EpochMs): Encoded;
  decode(request: EncodedRequest, answer: Answer): Verdict;
}
