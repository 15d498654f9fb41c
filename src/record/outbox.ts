/** The port to what waits for destinations: a part of every store. */

import type { AnalyticsEvent } from '../model/event.ts';
import type { PayloadShape } from '../model/payload-shape.ts';
import type { EpochMs } from '../model/time.ts';

/** An event that waits for a destination. */
export interface OutboxEvent {
  /** Row of the journal and place in it: how a settlement names the event. */
  readonly delivery: number;
  readonly seq: number;
  readonly event: AnalyticsEvent;
  /** Pseudonym of the channel's user (32 hex digits); absent where the event has none, or after an erasure. */
  readonly userKey?: string | undefined;
  /**
   * Who that is, where the bot's code said so and the user agreed: a pseudonym, and the id itself if
   * the destination is to know it. Frozen with the event.
   */
  readonly identity?: { readonly key: string; readonly rawId?: string | undefined } | undefined;
  /** Pseudonym of the conversation (32 hex digits). */
  readonly conversationKey?: string | undefined;
  /** Failed attempts before this one. */
  readonly attempts: number;
  /** What its payload is made by. */
  readonly shape: PayloadShape;
  /** What the store knows of its user, if the claim wants that. */
  readonly userFacts?: UserFacts | undefined;
  /** Whoever held it before let the lease run out: it may have been sent. */
  readonly isUncertain?: true | undefined;
}

/** What the store knows of a user at this moment, test traffic apart. */
export interface UserFacts {
  readonly firstActAt?: EpochMs | undefined;
  readonly firstChannel?: string | undefined;
  readonly lastActAt?: EpochMs | undefined;
  readonly lastChannel?: string | undefined;
  readonly received: number;
  readonly sessions: number;
  /** Those traits of the profile that the destination may be told, of a user who agreed. */
  readonly traits: Readonly<Record<string, string | number | boolean>>;
}

export interface ClaimQuery {
  readonly destination: string;
  /** Who claims; another owner gets the same events only after the lease. */
  readonly owner: string;
  /** Also tells what the store knows of the users. */
  readonly withUserFacts?: boolean | undefined;
  /** Says of each event when it is about to be sent: only these are uncertain if the owner dies. */
  readonly marksBegun?: boolean | undefined;
  /** Stops at the journal row with which this many events are reached. */
  readonly limit: number;
  readonly leaseMs: number;
  readonly now: EpochMs;
}

/** What became of one event. */
export type Settlement = { readonly delivery: number; readonly seq: number } &
  /** `trimmed`: what was changed about it to make it fit. */
  (
    | { readonly outcome: 'delivered'; readonly trimmed?: readonly string[] | undefined }
    /** Waits `afterMs` from `now`. Ambiguous: it was sent, and may have arrived. */
    | {
        readonly outcome: 'retry';
        readonly afterMs: number;
        readonly isAmbiguous?: true | undefined;
      }
    | {
        readonly outcome: 'dead';
        readonly reason: string;
        readonly detail?: string | undefined;
        readonly isAmbiguous?: true | undefined;
      }
    | { readonly outcome: 'expired' }
    /** It is about to be sent; what becomes of it follows. */
    | { readonly outcome: 'begun' }
  );

export interface SettleQuery {
  readonly destination: string;
  readonly owner: string;
  readonly settlements: readonly Settlement[];
  readonly now: EpochMs;
}

/** What waits for destinations. An acknowledgement names events, never a count. */
export interface Outbox {
  /** Leases what is due, oldest first; empty if nothing is. */
  claim(query: ClaimQuery): Promise<readonly OutboxEvent[]>;
  /** Settles events that this owner holds; what another has settled meanwhile stays as it is. */
  settle(query: SettleQuery): Promise<void>;
  /** Holds on to what the owner has claimed: its leases end `leaseMs` from `now`. Returns of how many rows. */
  renew(query: Omit<ClaimQuery, 'limit' | 'withUserFacts' | 'marksBegun'>): Promise<number>;
  /** Gives back what the owner still holds, due at once, without counting an attempt. */
  release(query: { readonly destination: string; readonly owner: string }): Promise<void>;
  /**
   * Expires what was enqueued before a time, for whichever destination, if nobody holds it just now;
   * a limited number at a time. Returns how many events.
   */
  expire(query: { readonly enqueuedBefore: EpochMs; readonly now: EpochMs }): Promise<number>;
}

// ---- looking after the outbox -----------------------------------------------------------------

/** What waits for one destination. */
export interface WaitingCounts {
  readonly destination: string;
  readonly events: number;
  /** About what they take in the store. */
  readonly bytes: number;
  /** Time of the oldest of them. */
  readonly oldestAt: EpochMs;
  /** Most failed attempts of any of them. */
  readonly attempts: number;
  /** When the first of them may be sent. */
  readonly nextAttemptAt: EpochMs;
}

/** An event that was given up. */
export interface DeadLetter {
  readonly id: number;
  readonly destination: string;
  readonly eventId: string;
  readonly kind: string;
  /** Time of the event. */
  readonly at: EpochMs;
  readonly reason: string;
  readonly detail?: string | undefined;
  readonly diedAt: EpochMs;
}

/** Which dead letters: all that fit every part that is given. */
export interface DeadLetterFilter {
  readonly destinations?: readonly string[] | undefined;
  readonly reason?: string | undefined;
  readonly ids?: readonly number[] | undefined;
}

/** What reads the outbox for people. */
export interface OutboxReads {
  waiting(): Promise<readonly WaitingCounts[]>;
  /** The latest first; `total` of all that fit. */
  deadLetters(
    filter: DeadLetterFilter,
    limit: number,
  ): Promise<{ readonly letters: readonly DeadLetter[]; readonly total: number }>;
}

/** What people may do about the outbox. */
export interface OutboxAdmin {
  /** Puts dead letters back; `gone` are those whose event is no longer kept. */
  retryDead(
    filter: DeadLetterFilter,
    now: EpochMs,
  ): Promise<{ readonly retried: number; readonly gone: number }>;
  /** Removes dead letters for good; they stay counted as dead. Returns how many. */
  dropDead(filter: DeadLetterFilter): Promise<number>;
  /** Cancels what waits; what is being sent at this moment may still arrive. Returns how many events. */
  cancelWaiting(destinations: readonly string[] | undefined): Promise<number>;
}
