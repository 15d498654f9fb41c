/**
 * What the recording of a batch asks of a store and tells it: the rows, and the statements that read
 * and write them within the batch's transaction.
 *
 * SQLite runs them as they come. A store that answers with promises has what a batch reads at hand
 * before it begins, and writes at its end.
 */

import type { KeptText } from '../../interpret/interpretation.ts';
import type { FeedbackVote } from '../../model/call.ts';
import type { AnalyticsEvent, EventKind } from '../../model/event.ts';
import type { PayloadShape } from '../../model/payload-shape.ts';
import type { OutboxLimits } from '../../model/settings.ts';
import type { EpochMs } from '../../model/time.ts';
import type {
  CounterDelta,
  HandoverDelta,
  LabelDelta,
  MarkDelta,
  PhraseDelta,
  PresenceDelta,
  ResponseTimeDelta,
  UserDelta,
} from '../deltas.ts';

// ---- conversations -----------------------------------------------------------------------------

export interface ConversationRow {
  readonly number: number;
  readonly state: string;
  /** JSON of the names of the destinations that are told of what waits in it. */
  readonly settleFor: string | null;
}

/** A conversation as it is written. */
export interface ConversationValues extends ConversationRow {
  readonly key: string;
  readonly channel: string;
  readonly settleAt: number | null;
}

export type DueConversationRow = ConversationRow & Pick<ConversationValues, 'key' | 'channel'>;

export interface ParticipantRow {
  readonly number: number;
  readonly state: string;
  /** Id of the latest session. */
  readonly sessionId: string | null;
}

/** A participant as it is written. */
export interface ParticipantValues {
  readonly number: number;
  readonly conversation: number;
  readonly member: string;
  readonly state: string;
  /** Number of the latest session. */
  readonly session: number | null;
}

export interface ConversationStatements {
  byKey(key: string): ConversationRow | undefined;
  insert(row: ConversationValues): void;
  update(row: ConversationValues): void;
  /** It is looked at now: only what it still waits for brings it back. */
  clearDue(number: number): void;
  participant(conversation: number, member: string): ParticipantRow | undefined;
  upsertParticipant(row: ParticipantValues): void;
}

// ---- sessions ----------------------------------------------------------------------------------

/** A session as it stands in its table. */
export interface SessionColumns {
  readonly number: number;
  readonly id: string;
  readonly participant: number | null;
  readonly user: number;
  readonly segment: number;
  readonly openedAt: number;
  readonly startedAt: number;
  readonly lastAt: number;
  readonly received: number;
  readonly messages: number;
  readonly sent: number;
  readonly handovers: number;
  readonly automated: number | null;
  readonly csat: number | null;
  readonly nps: number | null;
  readonly result: string | null;
  readonly lastDialog: string | null;
  readonly lastStep: number | null;
  readonly closesAt: number | null;
  readonly lastClass: string | null;
  readonly promptOpen: number;
  readonly state: string;
  readonly firstQuarter: number | null;
}

export interface SessionStatements {
  byId(id: string): SessionColumns | undefined;
  /** Sessions of a participant that overlap `[from, to]`, oldest first. */
  near(participant: number, from: EpochMs, to: EpochMs): readonly SessionColumns[];
  insert(row: SessionColumns): void;
  /** All but the start, which stands in indexes and seldom moves. */
  update(row: SessionColumns): void;
  moveStart(row: SessionColumns): void;
  addQuarter(quarter: number, session: number): void;
}

// ---- users -------------------------------------------------------------------------------------

/** A user as the store knows them. */
export interface StoredUser {
  readonly number: number;
  /** Pseudonym by which destinations know the user: the first one that stood for this number. */
  readonly key: string | null;
  /** Pseudonym of the name that the bot's code gave, if it gave one while the number had none. */
  readonly identity: string | null;
  readonly firstActAt: number | null;
  readonly firstTestActAt: number | null;
  /** By the latest word of the `consent` option, destinations may know who this is: 1 or 0. */
  readonly agreed: number;
  /** When that changed last. */
  readonly agreedAt: number | null;
  /** The id that the bot's code gave, where a destination is to know that. */
  readonly rawId: string | null;
}

/** A user of whom nothing is known yet but a pseudonym. */
export function unseenUser(number: number, key: string): StoredUser {
  return {
    number,
    key,
    identity: null,
    firstActAt: null,
    firstTestActAt: null,
    agreed: 0,
    agreedAt: null,
    rawId: null,
  };
}

/** Whose number a pseudonym stands for now. */
export interface StoredIdentity {
  readonly pseudonym: string;
  readonly user: number;
}

/** Where a user was seen last, and by what name, if names are kept. */
export interface LastSeen {
  readonly at: number;
  readonly participant: number;
  readonly name: string | undefined;
}

/** What a user did on a channel, and where they were seen last, if that is known. */
export interface UserActivity {
  readonly delta: UserDelta;
  readonly seen: LastSeen | undefined;
}

export interface UserStatements {
  byNumber(number: number): StoredUser | undefined;
  upsert(users: readonly StoredUser[]): void;
  identityOf(pseudonym: string): StoredIdentity | undefined;
  identify(identities: readonly StoredIdentity[]): void;
  /** Adds to what a user did on a channel; first and last act widen, whatever the order of arrival. */
  addToChannel(activities: readonly UserActivity[]): void;
  /**
   * Hands what was said about a number over to another that the same person has from now on; what the
   * other has already stays. A row that only held it goes away.
   */
  moveProfile(numbers: { readonly from: number; readonly to: number }): void;
}

// ---- users who were erased ---------------------------------------------------------------------

/** Looked at only where a fact is not newer than the newest of them. */
export interface TombstoneStatements {
  /** Time of the newest; 0 if there is none. */
  newest(): EpochMs;
  /** Up to when nothing is to be recorded of whom or what the hash stands for. */
  at(hash: Buffer): EpochMs | undefined;
}

// ---- votes -------------------------------------------------------------------------------------

export interface VoteRow {
  /** Pseudonym of the message within its conversation. */
  readonly message: string;
  readonly vote: FeedbackVote;
  readonly messageAt: number;
  readonly segment: number;
  readonly dialog: string | null;
  /** Id of the session that the message belongs to. */
  readonly session: string | null;
}

/** Votes of a participant, who stays the same whoever they turn out to be. */
export interface VoteStatements {
  on(participant: number, message: string): VoteRow | undefined;
  put(participant: number, row: VoteRow): void;
}

// ---- rollups -----------------------------------------------------------------------------------

export interface RollupStatements {
  addCounters(delta: CounterDelta): void;
  /** A dialog that was started is known from then on. */
  addLabel(delta: LabelDelta): void;
  addPresence(deltas: readonly PresenceDelta[]): void;
  /** @param session number of the session in which it was requested */
  addHandover(delta: HandoverDelta, session: number | undefined): void;
  /** Adds to a mark of a session; one that no longer counts goes away. */
  addMark(session: number, delta: MarkDelta): void;
  addResponseTime(delta: ResponseTimeDelta): void;
  /** Adds to the uses of phrases; what no longer counts goes away. */
  addPhrases(deltas: readonly PhraseDelta[]): void;
  /** Keeps a text as it was first written. */
  keepText(text: KeptText): void;
}

// ---- events and the outbox ---------------------------------------------------------------------

/** An event with the numbers of what it refers to. */
export interface EventRow {
  readonly event: AnalyticsEvent;
  readonly segment: number;
  readonly session: number | undefined;
  readonly conversation: number | undefined;
  /** Whose channel user did it. */
  readonly participant: number | undefined;
  /** Destinations may be told who the user is. */
  readonly identified: boolean;
  /** By the very id that the bot's code gave, where one is to know that. */
  readonly rawId: string | null;
  /** The only destinations that may be told; absent = all of the batch. */
  readonly destinations?: readonly string[] | undefined;
}

/** Where an event is in the journal, and about what it takes there. */
export interface JournalPlace {
  readonly seq: number;
  readonly bytes: number;
}

/** What an event takes besides its data. */
export const EVENT_BYTES = 150;

export interface EventStatements {
  /** Events of a batch follow each other without a gap. */
  insert(rows: readonly EventRow[]): readonly JournalPlace[];
  /** Returns whether the activity is new. One that was imported is marked so, also if it is not. */
  see(key: Buffer, at: EpochMs, imported: boolean): boolean;
  unsee(key: Buffer): void;
}

/** The journal row of a batch for one destination. */
export interface EnqueuedRow {
  readonly destination: string;
  readonly shape: number | null;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly pending: number;
  readonly bytes: number;
  readonly settled: Uint8Array;
  /** Time of the oldest event that waits. */
  readonly oldestAt: number;
  /** By the system's clock. */
  readonly createdAt: number;
}

export interface OutboxStatements {
  /** Puts a batch into the outbox, counts it, and expires what is then beyond the limits. */
  enqueue(row: EnqueuedRow, limits: OutboxLimits): void;
}

/** A number never changes its meaning. */
export interface ShapeStatements {
  /** The number of a shape, which is written if it is new; to be called in a transaction. */
  numberOf(shape: PayloadShape): number;
  /** The kinds of events that a shape is for; `undefined` = all. */
  kindsOf(number: number | null): ReadonlySet<EventKind> | undefined;
}

// ---- single values -----------------------------------------------------------------------------

/** Facts recorded, ever. */
export const FACTS = 'facts';

/** How often a segment came after the limit and was folded (about once per turn). */
export const FOLDED = 'segments_folded';

/** Time of the newest tombstone. */
export const FORGOTTEN_UNTIL = 'forgotten_until';

/** Quarter-hour of the first fact. */
export const FIRST_QUARTER = 'first_quarter';

export interface MetaStatements {
  add(name: string, value: number): void;
  /** Keeps the smaller of the value that is there and this one. */
  lower(name: string, value: number): void;
}

/** What a batch is recorded by. */
export interface RecordStatements {
  readonly meta: MetaStatements;
  readonly users: UserStatements;
  readonly tombstones: TombstoneStatements;
  readonly conversations: ConversationStatements;
  readonly sessions: SessionStatements;
  readonly votes: VoteStatements;
  readonly rollups: RollupStatements;
  readonly events: EventStatements;
  readonly outbox: OutboxStatements;
  readonly shapes: ShapeStatements;
}
