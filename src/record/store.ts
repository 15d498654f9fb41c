/**
 * The port to a database. `sqlite/` implements it; every store passes the same contract suite.
 *
 * All methods answer with promises; a store that works synchronously has done its work when the
 * promise is made, so that the exit handler may call it.
 */

import type { Interpret, InterpretInput } from '../interpret/interpretation.ts';
import type { DropCounts } from '../model/health.ts';
import type { PayloadShape } from '../model/payload-shape.ts';
import type { InterpretSettings, OutboxLimits } from '../model/settings.ts';
import type { EpochMs } from '../model/time.ts';
import type { Captured } from '../model/turn.ts';
import type { Access } from './access.ts';
import type { AudiencePerson, AudienceProfile, KnownPerson } from './audience.ts';
import type { Maintenance } from './maintenance.ts';
import type { Outbox, OutboxAdmin, OutboxReads } from './outbox.ts';
import type { ReportReads } from './reads.ts';
import type { RunTimeSettings } from './run-time-settings.ts';
import type { Writers } from './writers.ts';

/** Turns and amendments in the order of their arrival, numbered by the process that sends them. */
export interface Batch {
  /** Id of the process' row in `writers`. */
  readonly writer: string;
  /** 1, 2, 3 …; a number that was committed before is answered, not recorded again. */
  readonly number: number;
  readonly items: readonly Captured[];
  /**
   * Facts that are lost at most if the process is killed after this batch was committed and before the
   * next is; absent = none: who sends it begins anew.
   */
  readonly atRisk?: number | undefined;
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
  /** What their payloads are made by, by name; absent = as in the first release. */
  readonly shapes?: Readonly<Record<string, PayloadShape>> | undefined;
  /** Some destination is to know the ids that the bot's code gives its users. */
  readonly keepsRawIds?: boolean | undefined;
  /** What a destination may keep waiting; beyond, the oldest is expired. Absent = the defaults. */
  readonly outboxLimits?: OutboxLimits | undefined;
  /** The system's time, since when what is enqueued waits; absent = that of the batch's receipt. */
  readonly systemNow?: (() => EpochMs) | undefined;
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
  /** Sent, and it is not known whether they arrived: how often, in events. */
  readonly ambiguous: number;
  /** Delivered, but made to fit the destination's limits, by what was done. */
  readonly trimmed: DropCounts;
  /** Time of the oldest event that waits. */
  readonly oldestPendingAt: EpochMs | undefined;
}

export interface StoreCounts {
  readonly version: number;
  readonly facts: number;
  readonly users: number;
  readonly segments: number;
  /** Facts that were in memory of processes that are gone, at most. */
  readonly lostAtMost: number;
  /** Every destination that ever got an event. */
  readonly destinations: Readonly<Record<string, DestinationCounts>>;
}

/** A store that can be read: what the report thread and the CLI open. */
export interface ReadableStore {
  readonly kind: string;
  readonly reads: ReportReads;
  readonly outboxReads: OutboxReads;
  /** Runs reads that belong together: what others commit meanwhile is not seen by them. */
  snapshot<Result>(run: () => Promise<Result>): Promise<Result>;
  counts(): Promise<StoreCounts>;
  /**
   * Writes a copy of the store, as it is at one moment, into a file that is not there yet; others go on
   * writing meanwhile. The copy is checked before it gets its name.
   * @throws AnalyticsError `BACKUP_FAILED`, `STORE_UNAVAILABLE`
   */
  backup(file: string): Promise<BackupResult>;
  /** Tells whether another store is in its place by now: it is to be opened anew. Absent = it never is. */
  readonly isReplaced?: (() => boolean) | undefined;
  /** Idempotent. */
  close(): Promise<void>;
}

/** A copy of a store, which a bot can be started with. */
export interface BackupResult {
  readonly file: string;
  readonly bytes: number;
  /** Facts recorded, as the copy says. */
  readonly facts: number;
}

export interface Store extends ReadableStore {
  readonly outbox: Outbox;
  readonly outboxAdmin: OutboxAdmin;
  readonly maintenance: Maintenance;
  readonly writers: Writers;
  readonly access: Access;
  readonly settings: RunTimeSettings;
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
   * Keeps what is said about a user, in one transaction; one who was never seen is created, but not by a
   * pseudonym.
   * @throws AnalyticsError `STORE_UNAVAILABLE`; `INVALID_OPTIONS` if the traits would become too many, or
   *   nobody has the pseudonym
   */
  setProfile(person: AudiencePerson | KnownPerson, profile: AudienceProfile): Promise<void>;
  /** The last batch of a writer that was committed, with its outcome. */
  lastBatch(writer: string): Promise<{ number: number; outcome: BatchOutcome } | undefined>;
  /** A key of its own for a purpose, derived from the key of the pseudonyms: 64 hex digits. */
  deriveKey(purpose: string): string;
}

/** A store of which only the people are looked after: what is said about them, and removing them. */
export type PeopleStore = Pick<Store, 'counts' | 'setProfile' | 'deriveKey' | 'close'> &
  Pick<Maintenance, 'erasure'>;

/** A store that only says who may look and what is set, and notes what they did. */
export interface AccessStore extends Pick<Store, 'access' | 'settings' | 'close'> {
  /** As of {@link Store}; the key is looked at only here. @throws AnalyticsError `STORE_KEY_MISMATCH` */
  deriveKey(purpose: string): Promise<string>;
}

/** A store that is only recounted. */
export type RecountStore = Pick<Store, 'close'> & Pick<Maintenance, 'recount'>;

/** A store of which only the outbox is looked after. */
export type OutboxStore = Pick<Store, 'counts' | 'outboxReads' | 'outboxAdmin' | 'close'>;
