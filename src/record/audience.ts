/** The audience: who has ever talked to the bot or heard of it, and what its code has said about them. */

import type { EpochMs } from '../model/time.ts';

/** What can be said about a user at most; lengths in UTF-16 units. */
export const PROFILE_LIMITS = {
  tags: 100,
  tagLength: 64,
  roleLength: 64,
  traits: 100,
  traitNameLength: 64,
  traitTextLength: 256,
} as const;

/** What the bot's code, or its team, says about a user (R1). What is absent stays as it is. */
export interface AudienceProfile {
  /** Replaces all tags; an empty list takes them away. At most 100 of at most 64 characters each. */
  readonly tags?: readonly string[] | undefined;
  /** At most 64 characters; `null` takes it away. */
  readonly role?: string | null | undefined;
  /**
   * Merged by name; `null` takes one away. At most 100, names of at most 64 characters, texts of at
   * most 256.
   */
  readonly traits?: Readonly<Record<string, string | number | boolean | null>> | undefined;
  /** Gets what is sent to subscribers only. @defaultValue false, as long as nothing is said */
  readonly subscriber?: boolean | undefined;
}

/** A user as the channel names them. */
export interface AudiencePerson {
  /** Base channel. */
  readonly channel: string;
  readonly userId: string;
  /** One who was never seen becomes a row of test traffic. */
  readonly test: boolean;
}

/** A user as reports name them. */
export interface KnownPerson {
  /** Pseudonym. */
  readonly key: string;
}

/** What to say of a pseudonym that nobody has. */
export const UNKNOWN_PERSON = {
  path: 'user',
  problem: 'nobody is known by this pseudonym: take that of a row of the report audience',
} as const;

/** Which rows of the audience are meant. A list = any of them. */
export interface AudienceQuery {
  readonly channels?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly roles?: readonly string[] | undefined;
  readonly subscriber?: boolean | undefined;
  /** Part of the name, without regard to case. */
  readonly search?: string | undefined;
  /** Last act in `[from, to)`, in epoch ms. */
  readonly from?: EpochMs | undefined;
  readonly to?: EpochMs | undefined;
  readonly includeTest: boolean;
}

/** Where a page begins: after this row, in the order of the list. */
export interface AudiencePosition {
  /** −1 for one who has never acted. */
  readonly lastAt: EpochMs;
  readonly user: number;
  readonly channel: string;
}

/** A user on a channel; with test traffic, what they did in it is in the same row. */
export interface AudienceRow {
  /** Number in the store. */
  readonly user: number;
  readonly channel: string;
  /** Pseudonym; `null` after an erasure. */
  readonly key: string | null;
  /** `null` where names are not kept. */
  readonly name: string | null;
  readonly firstAt: EpochMs | null;
  readonly lastAt: EpochMs | null;
  readonly received: number;
  readonly sent: number;
  readonly sessions: number;
  /** Pseudonym of the conversation in which they were seen last. */
  readonly lastConversation: string | null;
  readonly tags: readonly string[];
  readonly role: string | null;
  readonly traits: Readonly<Record<string, string | number | boolean>>;
  readonly subscriber: boolean;
}

export interface AudienceCounts {
  /** Rows: a user on two channels is two. */
  readonly users: number;
  readonly byChannel: Readonly<Record<string, number>>;
  readonly byTag: Readonly<Record<string, number>>;
  readonly byRole: Readonly<Record<string, number>>;
  readonly subscribers: number;
}

export interface AudienceReads {
  /** `recent`: most recently seen first, then by number and channel; `stable`: by number and channel. */
  page(
    query: AudienceQuery & {
      readonly order: 'recent' | 'stable';
      readonly after?: AudiencePosition | undefined;
      readonly limit: number;
    },
  ): Promise<readonly AudienceRow[]>;
  /** Over all rows that are meant. */
  counts(query: AudienceQuery): Promise<AudienceCounts>;
  /** Rows of test traffic alone that `includeTest` would add. */
  testHidden(query: AudienceQuery): Promise<number>;
  /** Channels on which anybody is known, in order. */
  channels(): Promise<readonly string[]>;
}
