/** What `interpret` is given and what it answers. */

import type { AnalyticsEvent } from '../model/event.ts';
import type { DropCounts } from '../model/health.ts';
import type { InterpretSettings, PatternList } from '../model/settings.ts';
import type {
  ConversationState,
  ParticipantState,
  Session,
  StoredVote,
  UserState,
} from '../model/state.ts';
import type { EpochMs } from '../model/time.ts';
import type { Captured, Fact } from '../model/turn.ts';

/** What was remembered. A part is absent where the turn has no conversation or no user. */
export interface Known {
  /** Absent only where the turn names no conversation. */
  readonly conversation?: ConversationState | undefined;
  /** Absent where there is no conversation or nobody who counts as a user. */
  readonly participant?: ParticipantState | undefined;
  /** Absent where nobody counts as a user ({@link participantOf}). */
  readonly user?: UserState | undefined;
  /**
   * Sessions of the participant, besides its latest, whose span widened by the timeout covers an
   * instant that {@link lateInstants} named; oldest first. Then those of messages that wait to be
   * settled, in a group perhaps somebody else's.
   */
  readonly nearbySessions: readonly Session[];
  /** Votes of the user on the messages that {@link votedMessages} named. */
  readonly votes: readonly StoredVote[];
}

export interface InterpretInput {
  readonly captured: Captured;
  /** The facts that are no duplicates, in order; duplicates were counted by `record/`. */
  readonly facts: readonly Fact[];
  readonly known: Known;
  readonly settings: InterpretSettings;
  /** Pseudonym of an activity id of this conversation. */
  readonly activityKey: (id: string) => string;
  /** Pseudonym of a text, under which it is kept once. */
  readonly textKey: (text: string) => string;
  /** Tells whether a text is one of a configured list. */
  readonly matches: (list: PatternList, text: string) => boolean;
}

/** A text of a user that is kept: `key` is that of the text without regard to case and white space. */
export interface KeptText {
  readonly key: string;
  /** As it was written. */
  readonly text: string;
  readonly at: EpochMs;
}

/** `stored + Σ dropped` = number of facts given. */
export interface Interpretation {
  readonly events: readonly AnalyticsEvent[];
  /** Next states; present where the known part was. */
  readonly conversation?: ConversationState | undefined;
  readonly participant?: ParticipantState | undefined;
  /** Sessions opened or changed, whole; the participant's latest among them if it changed. */
  readonly sessions: readonly Session[];
  /** Votes that are new or changed. */
  readonly votes: readonly StoredVote[];
  /** Texts that events name by their key. */
  readonly texts: readonly KeptText[];
  readonly stored: number;
  readonly dropped: DropCounts;
}

export type Interpret = (input: InterpretInput) => Interpretation;
