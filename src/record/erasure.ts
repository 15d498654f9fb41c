/**
 * The port to what removes a person from a store: a part of every store's maintenance.
 *
 * The number of the person stays, without a link to anybody, so that no count of a report changes.
 * What destinations hold is theirs to remove: what each is to be asked is kept as a job that
 * survives restarts.
 */

import type { PayloadShape } from '../model/payload-shape.ts';
import type { EpochMs } from '../model/time.ts';
import type { AudiencePerson } from './audience.ts';

/** Ids by which a destination knows a user, by its own words for them: `{ distinctIds: ['$device:…'] }`. */
export type DestinationIds = Readonly<Record<string, readonly string[]>>;

/** What the ids of destinations are made of. */
export interface KnownPerson {
  /** Pseudonyms of the channels' users that are this person. */
  readonly members: readonly string[];
  /** Pseudonyms of the names that the bot's code gave them. */
  readonly identities: readonly string[];
  /** These names themselves, where a destination was to know them. */
  readonly rawIds: readonly string[];
  /** Keys of the conversations in which they were the only user. */
  readonly conversations: readonly string[];
  /** Those of these in which something was told that belongs to no user. */
  readonly anonymous: readonly string[];
  /** Destinations to which something about them is on its way just now. */
  readonly sending: readonly string[];
  /** What payloads are made by that wait for a destination or were given up, by its name. */
  readonly shapes: Readonly<Record<string, readonly PayloadShape[]>>;
}

/**
 * `waiting`: it is to be asked; `asked`: it has said that it will; `done`; `manual`: it cannot be
 * asked, somebody has to do it; `failed`: it refuses.
 */
export const ERASURE_STATUSES = ['waiting', 'asked', 'done', 'manual', 'failed'] as const;
export type ErasureStatus = (typeof ERASURE_STATUSES)[number];

/** What one destination is to erase. */
export interface ErasureJob {
  readonly id: number;
  /** As in the outbox: `mixpanel#1f0c9a3b`. */
  readonly destination: string;
  /** Absent once it is done. */
  readonly ids?: DestinationIds | undefined;
  readonly status: ErasureStatus;
  /** Names of the tasks that the destination has begun, in the order of the requests. */
  readonly tasks: readonly string[];
  /** In words, without credentials. */
  readonly problem?: string | undefined;
  /** Requests that failed in a row. */
  readonly attempts: number;
  readonly nextAttemptAt: EpochMs;
  readonly requestedAt: EpochMs;
  readonly updatedAt: EpochMs;
}

/** What becomes of a job. */
export type ErasureChange = Pick<
  ErasureJob,
  'status' | 'tasks' | 'problem' | 'attempts' | 'nextAttemptAt'
>;

/** A job as it begins. */
export interface ErasureOrder {
  readonly destination: string;
  readonly ids: DestinationIds;
  readonly status: Extract<ErasureStatus, 'waiting' | 'manual'>;
  /** Not asked before: what is on its way at this moment has to arrive first. */
  readonly nextAttemptAt: EpochMs;
}

export interface ForgetQuery {
  readonly person: AudiencePerson;
  /** By the bot's clock: what is told of the person from up to then, and comes later, is not recorded. */
  readonly at: EpochMs;
  /** By the system's. */
  readonly now: EpochMs;
  /** What the destinations that have ever got events are to be asked. */
  readonly ordersFor: (
    destinations: readonly string[],
    known: KnownPerson,
  ) => readonly ErasureOrder[];
}

/** How much was removed; of each row what is about the person. */
export interface Removed {
  readonly events: number;
  /** Events that waited for destinations, each for each: counted `erased`. */
  readonly pending: number;
  readonly deadLetters: number;
  /** Pseudonyms. */
  readonly identities: number;
  readonly names: number;
  /** Roles, traits and subscriptions; tags are counted by themselves. */
  readonly profiles: number;
  readonly tags: number;
  /** Those in which the person was the only user. */
  readonly conversations: number;
  /** Places in conversations, these and others. */
  readonly participants: number;
  readonly votes: number;
  /** Texts that nobody else has said. */
  readonly texts: number;
  /** Sessions that have lost their link to the person; they stay counted. */
  readonly sessions: number;
}

/** What an erasure did. */
export interface Forgotten {
  /** Anything was known of the person. */
  readonly found: boolean;
  readonly removed: Removed;
  /** What the destinations are asked. */
  readonly jobs: readonly ErasureJob[];
}

export interface JobQuery {
  /** Of these destinations. */
  readonly destinations: readonly string[];
  readonly statuses: readonly ErasureStatus[];
  readonly now: EpochMs;
  /** Nobody else takes the job before. */
  readonly leaseMs: number;
}

export interface Erasure {
  /**
   * Removes a person from everything, in one transaction.
   * @throws AnalyticsError `STORE_UNAVAILABLE`: nothing was removed, try again
   */
  forget(query: ForgetQuery): Promise<Forgotten>;
  /**
   * Rewrites the store so that no byte is left in it of what was removed. Returns whether there is
   * nothing left to do; it is not while others read what was there before. `undefined` where that is
   * the business of a server.
   * @throws AnalyticsError `STORE_UNAVAILABLE`: try again
   */
  scrub(): Promise<boolean | undefined>;
  /** All jobs, the latest first. */
  jobs(): Promise<readonly ErasureJob[]>;
  /** Takes the job that is due first, if there is one. */
  takeJob(query: JobQuery): Promise<ErasureJob | undefined>;
  /** Notes what became of a job; one that is done loses its ids. */
  changeJob(id: number, change: ErasureChange, now: EpochMs): Promise<void>;
  /** Somebody has done by hand what the jobs ask for; returns how many were open. */
  finishJobs(ids: readonly number[], now: EpochMs): Promise<number>;
}
