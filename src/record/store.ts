/**
 * The port to a database. `sqlite/` implements it; every store passes the same contract suite.
 *
 * All methods answer with promises; a store that works synchronously has done its work when the
 * promise is made, so that the exit handler may call it.
 */

import type { Interpret, InterpretInput } from '../interpret/interpretation.ts';
import type { AnalyticsEvent } from '../model/event.ts';
import type { DropCounts } from '../model/health.ts';
import type { InterpretSettings } from '../model/settings.ts';
import type { EpochMs } from '../model/time.ts';
import type { Captured } from '../model/turn.ts';
import type { AudiencePerson, AudienceProfile } from './audience.ts';
import type { ReportReads } from './reads.ts';

/** Turns and amendments in the order of their arrival, numbered by the process that sends them. */
export interface Batch {
  /** Id of the process' row in `writers`. */
  readonly writer: string;
  /** 1, 2, 3 …; a number that was committed before is answered, not recorded again. */
  readonly number: number;
  readonly items: readonly Captured[];
}

/** What became of the facts of a batch: `stored + duplicate + Σ dropped` = facts in it. */
export interface BatchOutcome {
  readonly stored: number;
  readonly duplicate: number;
  readonly dropped: DropCounts;
}

/** Tells whether a text is one of a configured list. */
export type Matches = InterpretInput['matches'];

/** Runs the texts and patterns that the developer configured. */
export interface TextMatcher {
  /**
   * Looks at all texts of a batch at once, before its transaction: what it returns has the answers.
   * A text that it did not look at is looked at when it is asked for.
   */
  prepare(items: readonly Captured[]): Matches;
}

export interface RecordDeps {
  readonly interpret: Interpret;
  readonly matcher: TextMatcher;
  readonly settings: InterpretSettings;
  /** Names of the active destinations: each gets a journal row of the batch's events. */
  readonly destinations: readonly string[];
  /** Told about an item whose interpretation threw (it is counted `internal`, the rest goes on). */
  readonly onItemError: (error: unknown) => void;
  /**
   * The batch comes from transcripts: all that is in it is known again for ever, so that a second
   * import changes nothing. That holds for what is never redelivered live as well: events of the
   * SDK's own making, updates and deletes.
   */
  readonly imported?: true | undefined;
}

/** Events of one destination, for the books. */
export interface DestinationCounts {
  readonly enqueued: number;
  readonly delivered: number;
  readonly pending: number;
  readonly dead: DropCounts;
  readonly expired: number;
  readonly cancelled: number;
  readonly erased: number;
  /** Time of the oldest event that waits. */
  readonly oldestPendingAt: EpochMs | undefined;
}

export interface StoreCounts {
  readonly version: number;
  readonly facts: number;
  readonly users: number;
  readonly segments: number;
  /** Every destination that ever got an event. */
  readonly destinations: Readonly<Record<string, DestinationCounts>>;
}

/** A store that can be read: what the report thread and the CLI open. */
export interface ReadableStore {
  readonly kind: string;
  readonly reads: ReportReads;
  /** Runs reads that belong together: what others commit meanwhile is not seen by them. */
  snapshot<Result>(run: () => Promise<Result>): Promise<Result>;
  counts(): Promise<StoreCounts>;
  /** Idempotent. */
  close(): Promise<void>;
}

export interface Store extends ReadableStore {
  readonly outbox: Outbox;
  /**
   * Records a batch in one transaction: all of it or nothing.
   * @throws AnalyticsError `STORE_UNAVAILABLE` if the store is locked, full or failing: try again
   */
  record(batch: Batch, deps: RecordDeps): Promise<BatchOutcome>;
  /**
   * Settles messages that nobody has answered within the minute before `now`, in one transaction; at
   * most some hundred conversations. Returns how many.
   * @throws AnalyticsError `STORE_UNAVAILABLE`
   */
  settle(now: EpochMs, deps: RecordDeps): Promise<number>;
  /**
   * Keeps what is said about a user, in one transaction; one who was never seen is created.
   * @throws AnalyticsError `STORE_UNAVAILABLE`; `INVALID_OPTIONS` if the traits would become too many
   */
  setProfile(person: AudiencePerson, profile: AudienceProfile): Promise<void>;
  /** The last batch of a writer that was committed, with its outcome. */
  lastBatch(writer: string): Promise<{ number: number; outcome: BatchOutcome } | undefined>;
  /** A key of its own for a purpose, derived from the key of the pseudonyms: 64 hex digits. */
  deriveKey(purpose: string): string;
}

// ---- the outbox -------------------------------------------------------------------------------

/** An event that waits for a destination. */
export interface OutboxEvent {
  /** Row of the journal and place in it: how a settlement names the event. */
  readonly delivery: number;
  readonly seq: number;
  readonly event: AnalyticsEvent;
  /** Pseudonym of the user (32 hex digits); absent where the event has none, or after an erasure. */
  readonly userKey?: string | undefined;
  /** Pseudonym of the conversation (32 hex digits). */
  readonly conversationKey?: string | undefined;
  /** Failed attempts before this one. */
  readonly attempts: number;
}

export interface ClaimQuery {
  readonly destination: string;
  /** Who claims; another owner gets the same events only after the lease. */
  readonly owner: string;
  /** Stops at the journal row with which this many events are reached. */
  readonly limit: number;
  readonly leaseMs: number;
  readonly now: EpochMs;
}

/** What became of one event. `retry` waits `afterMs` from `now`. */
export type Settlement = { readonly delivery: number; readonly seq: number } & (
  | { readonly outcome: 'delivered' }
  | { readonly outcome: 'retry'; readonly afterMs: number }
  | { readonly outcome: 'dead'; readonly reason: string; readonly detail?: string | undefined }
  | { readonly outcome: 'expired' }
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
  /** Gives back what the owner still holds, due at once, without counting an attempt. */
  release(query: { readonly destination: string; readonly owner: string }): Promise<void>;
}
