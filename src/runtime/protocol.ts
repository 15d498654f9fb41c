/** What crosses between the bot's thread and the recorder's and report's threads: plain data only. */

import type { CustomAnswer } from '../forward/destinations/custom-answer.ts';
import type { ForgetAnswer } from '../forward/erasure/custom-answer.ts';
import type { DestinationEvent, ForgottenUser } from '../model/custom-destination.ts';
import type { ErrorRecord } from '../model/errors.ts';
import type { DestinationStatus, StoreStatus } from '../model/health.ts';
import type { DestinationSettings, RecorderSettings, StoreDescriptor } from '../model/settings.ts';
import type { EpochMs } from '../model/time.ts';
import type { AudiencePerson, AudienceProfile, KnownPerson } from '../record/audience.ts';
import type { Batch, BatchOutcome, StoreCounts } from '../record/store.ts';
import type { AccessAnswer, AccessCall } from './access-desk.ts';
import type { DestinationAnswer, DestinationQuestion } from './destination-desk.ts';
import type { ErasureAnswer, ErasureQuestion } from './erasure-desk.ts';
import type { OutboxAnswer, OutboxQuestion } from './outbox-desk.ts';
import type { PasswordAnswer, PasswordQuestion } from './password.ts';

/** What the recorder is told. `now` is the bot's clock, which may be one of the developer's own. */
export type ToRecorder =
  | { readonly type: 'batch'; readonly batch: Batch; readonly now: EpochMs }
  | {
      readonly type: 'ask';
      readonly id: number;
      readonly question: RecorderQuestion;
      readonly now: EpochMs;
    }
  /** What came of a `deliver` or a `forget`. */
  | {
      readonly type: 'delivered';
      readonly id: number;
      readonly answer: CustomAnswer | ForgetAnswer;
    }
  | PasswordAnswer
  | { readonly type: 'park'; readonly batches: readonly Batch[] };

export type RecorderQuestion =
  | { readonly name: 'state' }
  /** Somebody who reads has found the store damaged. */
  | { readonly name: 'examine' }
  /** Keep what is said about a user; answered with nothing, or an error. */
  | {
      readonly name: 'setProfile';
      readonly person: AudiencePerson | KnownPerson;
      readonly profile: AudienceProfile;
    }
  /** Look at the outbox, or change it. */
  | { readonly name: 'outbox'; readonly question: OutboxQuestion }
  /** Erase somebody, or look what becomes of that. */
  | { readonly name: 'erasure'; readonly question: ErasureQuestion }
  /** Look who may look at pages, or say so. */
  | { readonly name: 'access'; readonly call: AccessCall }
  /** Look what holds of the built-in destinations, or change it. */
  | { readonly name: 'destinations'; readonly question: DestinationQuestion }
  /** A key of its own for a purpose. */
  | { readonly name: 'deriveKey'; readonly purpose: string }
  /** Work through the outbox until nothing is due or the time is over. */
  | { readonly name: 'drain'; readonly timeoutMs: number }
  /** Record what waits, give back what is claimed, close the store; settles within the time. */
  | { readonly name: 'stop'; readonly timeoutMs: number };

/** What a question is answered with: how the recorder is, unless it asks for something else. */
export type AnswerTo<Q extends RecorderQuestion> = AnswerBy[Q['name']];

type AnswerBy = Answers &
  Record<Exclude<RecorderQuestion['name'], keyof Answers>, RecorderState | undefined>;

interface Answers {
  readonly outbox: OutboxAnswer;
  readonly erasure: ErasureAnswer;
  readonly access: AccessAnswer;
  readonly destinations: DestinationAnswer;
  readonly deriveKey: string;
}

/** How the recorder is. */
export interface RecorderState {
  readonly kind: string;
  readonly state: StoreStatus;
  readonly problem?: string | undefined;
  /** Patterns of the options that are left out, as `health` names them. */
  readonly quarantinedPatterns: readonly string[];
  /** Absent while the store is not open. */
  readonly counts?: StoreCounts | undefined;
  readonly destinations: Readonly<
    Record<string, { readonly state: DestinationStatus; readonly problem?: string | undefined }>
  >;
  /** The bot's destinations as they are now; absent while nobody knows more than they were started with. */
  readonly own?: readonly DestinationSettings[] | undefined;
}

/** What the recorder tells. */
export type FromRecorder =
  /** The store is open; `last` is what it holds of this writer: batches up to it are confirmed. */
  | {
      readonly type: 'opened';
      readonly last: { number: number; outcome: BatchOutcome } | undefined;
    }
  /** The first try to open it failed; more follow by themselves. */
  | { readonly type: 'unopened' }
  | {
      readonly type: 'recorded';
      readonly number: number;
      readonly outcome: BatchOutcome;
      /** From handing it to the store until it was committed, by a monotonic clock. */
      readonly commitMs: number;
    }
  /** Something in the batch cannot be written: it was not, and is not tried again. */
  | { readonly type: 'refused'; readonly number: number }
  | { readonly type: 'problem'; readonly error: ErrorRecord }
  /** Have these sent by the function of the developer's own destination, on the bot's thread. */
  | {
      readonly type: 'deliver';
      readonly id: number;
      readonly destination: string;
      readonly events: readonly DestinationEvent[];
      readonly attempt: number;
      readonly timeoutMs: number;
    }
  /** Have a user forgotten by it. */
  | {
      readonly type: 'forget';
      readonly id: number;
      readonly destination: string;
      readonly user: ForgottenUser;
      readonly attempt: number;
      readonly timeoutMs: number;
    }
  /** No answer to this `deliver` or `forget` is waited for any more. */
  | { readonly type: 'cutOff'; readonly id: number }
  | PasswordQuestion
  | ({ readonly type: 'answer'; readonly id: number } & (
      { readonly value: AnswerTo<RecorderQuestion> } | { readonly error: ErrorRecord }
    ));

/** What the recorder's thread is started with. */
export interface RecorderThreadData {
  readonly settings: RecorderSettings;
  readonly writer: string;
  readonly now: EpochMs;
  /** The bot's clock is the developer's own: time is what the last message said. */
  readonly ownClock: boolean;
  readonly cells: Int32Array;
}

/** What the report thread is asked. */
export type ReportQuestion = {
  readonly id: number;
  readonly options: unknown;
  readonly now: EpochMs;
} &
  /** `withTexts`: whoever asks may read what users said. */
  (
    | { readonly type: 'report'; readonly name: string; readonly withTexts: boolean }
    | { readonly type: 'export'; readonly withTexts: boolean }
    /** What facts can be filtered by. */
    | { readonly type: 'segments' }
    /** `options` is the path of the copy. */
    | { readonly type: 'backup' }
    /** `options` is a `RecountSpan`. */
    | { readonly type: 'recount' }
  );

/** What the report thread is told. */
export type ToReporter = ReportQuestion | PasswordAnswer | { readonly type: 'stop' };

/** What the report thread tells. */
export type FromReporter = ReportAnswer | PasswordQuestion;

export type ReportAnswer = { readonly type: 'answer'; readonly id: number } & (
  { readonly value: unknown } | { readonly error: ErrorRecord }
);

export interface ReportThreadData {
  readonly store: StoreDescriptor;
  readonly cells: Int32Array;
}

/** Cells shared with a thread: the process is about to end; the thread is out of SQLite for good. */
export const CELL_STOP = 0;
export const CELL_PARKED = 1;

/** Makes the shared cells of a thread. */
export function sharedCells(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
}
