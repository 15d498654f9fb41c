/** What every store keeps of what waits for destinations, row by row. */

import { isSet } from '../bitmap.ts';

/** A journal row. */
export interface DeliveryRow {
  readonly id: number;
  readonly destination: string;
  /** What its payloads are made by. */
  readonly shape: number | null;
  /** About what its events take. */
  readonly bytes: number;
  /** Who holds it, or held it until the lease was over. */
  readonly leaseOwner: string | null;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly pending: number;
  readonly settled: Uint8Array;
  /** Events of the current lease that are to be tried again. */
  readonly retried: Uint8Array | null;
  /** Events of the current lease that were about to be sent; `null` where that is not told. */
  readonly begun: Uint8Array | null;
  readonly attempts: number;
  readonly nextAttemptAt: number;
}

/** An event as it is read for a destination. */
export interface JournalEventRow {
  readonly seq: number;
  readonly id: string;
  readonly kind: string;
  readonly at: number;
  readonly turn: string;
  readonly act: number;
  readonly segment: number;
  readonly user: number | null;
  readonly userKey: string | null;
  /** Of the name that the bot's code gave the user, where the destination may know it. */
  readonly identityKey: string | null;
  readonly rawId: string | null;
  readonly conversationKey: string | null;
  readonly sessionId: string | null;
  readonly sessionOpenedAt: number | null;
  readonly sincePreviousMs: number | null;
  readonly data: string;
}

/** When an event of the journal happened. */
export type EventTime = Pick<JournalEventRow, 'seq' | 'at'>;

/** An event that is given up. */
export interface BuriedRow {
  readonly destination: string;
  readonly event: Pick<JournalEventRow, 'id' | 'user' | 'seq'>;
  readonly shape: number | null;
  readonly reason: string;
  readonly detail: string | undefined;
  readonly diedAt: number;
  /** JSON of the event. */
  readonly data: string;
}

/** A dead letter whose event is still in the journal. */
export interface RevivableRow {
  readonly id: number;
  readonly destination: string;
  readonly shape: number | null;
  readonly reason: string;
  readonly seq: number;
  /** Time of the event. */
  readonly at: number;
}

/** What waits for a destination. */
export interface OutboxSize {
  readonly events: number;
  readonly bytes: number;
}

/**
 * How an event left the outbox, or that it came in. Beside these: `ambiguous` = it was sent, and it
 * is not known whether it arrived; `trimmed` = it was made to fit.
 */
export type TotalOutcome =
  'enqueued' | 'delivered' | 'dead' | 'expired' | 'cancelled' | 'erased' | 'ambiguous' | 'trimmed';

export interface TotalRow {
  readonly destination: string;
  readonly outcome: TotalOutcome;
  /** Of `dead` and `trimmed`; else empty. */
  readonly reason: string;
  readonly events: number;
}

/** Places in the journal of the events of a row that wait. */
export function waitingSeqs({ firstSeq, lastSeq, settled }: DeliveryRow): readonly number[] {
  const seqs: number[] = [];
  for (let seq = firstSeq; seq <= lastSeq; seq++) {
    if (!isSet(settled, seq - firstSeq)) seqs.push(seq);
  }
  return seqs;
}
