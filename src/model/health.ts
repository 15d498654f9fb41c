/** The books: what `await analytics.health()` answers. */

/** Facts dropped, by reason. */
export type DropCounts = Readonly<Record<string, number>>;

/** How long the store took to record the batches of this process, each from its start to its commit. */
export interface CommitHealth {
  /** Batches that were committed; those that a dead recorder thread never told of are left out. */
  readonly count: number;
  readonly sumMs: number;
  /** The longest since the start; 0 before the first. */
  readonly maxMs: number;
  /** `count` batches took at most `leMs`, so that each bucket holds those before it, as in Prometheus. */
  readonly buckets: readonly { readonly leMs: number; readonly count: number }[];
}

/**
 * The facts that this process saw since it started:
 * `received = stored + duplicate + Σ dropped + inMemory`, at any time.
 */
export interface ProcessHealth {
  readonly received: number;
  readonly stored: number;
  readonly duplicate: number;
  readonly dropped: DropCounts;
  readonly inMemory: number;
  /** How long the oldest fact in memory has waited to be recorded, in milliseconds; `null` if none does. */
  readonly oldestInMemoryMs: number | null;
  readonly commits: CommitHealth;
  /** What was noticed and cost no fact: `unreadable_field`, `second_use`, `user_function_failed` … */
  readonly notices: DropCounts;
  /**
   * Patterns of the options that ran too long and are left out until the bot restarts, as
   * `fallbackTexts[2]: /(a+)+$/`; absent if there is none.
   */
  readonly quarantinedPatterns?: readonly string[] | undefined;
}

/** `unknown`: this process cannot know, as it neither delivers nor sees the bot's code (the CLI). */
export const DESTINATION_STATUSES = ['ok', 'retrying', 'paused', 'inactive', 'unknown'] as const;
export type DestinationStatus = (typeof DESTINATION_STATUSES)[number];

/**
 * The events of one destination, over all processes of the store:
 * `enqueued = delivered + pending + Σ dead + expired + cancelled + erased`.
 */
export interface DestinationHealth {
  /** Whether it is switched on; `null` where this process cannot know: the CLI does not see the bot's code. */
  readonly active: boolean | null;
  readonly enqueued: number;
  readonly delivered: number;
  readonly pending: number;
  /** Given up, by the vendor's reason. */
  readonly dead: DropCounts;
  /** Too old for the destination before it could be delivered. */
  readonly expired: number;
  readonly cancelled: number;
  readonly erased: number;
  /**
   * Besides the sum: how often events were sent without an answer that says whether they arrived. Each
   * time one may have been counted twice, where the destination does not know copies (GA4, UA).
   */
  readonly ambiguous: number;
  /** Delivered, but made to fit the destination's limits, by what was done: `value_clipped` … */
  readonly trimmed: DropCounts;
  /** Age of the oldest event that waits, in milliseconds; `null` if none does. */
  readonly oldestPendingMs: number | null;
  readonly state: DestinationStatus;
  /** Why it retries or is paused, in words, without credentials. */
  readonly problem?: string | undefined;
}

export const STORE_STATUSES = ['opening', 'ok', 'degraded', 'failed', 'closed'] as const;
export type StoreStatus = (typeof STORE_STATUSES)[number];

export interface StoreHealth {
  readonly kind: string;
  /** Version of the schema; `null` while the store is not open. */
  readonly version: number | null;
  readonly state: StoreStatus;
  /** Facts recorded, ever. */
  readonly facts: number;
  readonly users: number;
  readonly segments: number;
  /**
   * Facts that are lost at most with processes that ended without `close()` in the last 30 days: they were
   * in memory, or there was room for them. Told when a process has been silent for a minute.
   */
  readonly lostAtMost: number;
  /** Why it is not `ok`, with the remedy. */
  readonly problem?: string | undefined;
}

export interface Health {
  /** `null` in the CLI, which records nothing. */
  readonly process: ProcessHealth | null;
  readonly destinations: Readonly<Record<string, DestinationHealth>>;
  readonly store: StoreHealth;
}
