/** Events of the journal, as destinations get them. */

import type { AnalyticsEvent } from '../../model/event.ts';
import type { PayloadShape } from '../../model/payload-shape.ts';
import type { Segment } from '../../model/segment.ts';
import type { EpochMs } from '../../model/time.ts';
import { isSet } from '../bitmap.ts';
import type { OutboxEvent } from '../outbox.ts';
import type { DeliveryRow, JournalEventRow } from './rows.ts';

/** Looks up what rows name by number. */
export interface Numbered {
  segmentOf(number: number): Segment;
  /** That of the first release where there is no number. */
  shapeOf(number: number | null): PayloadShape;
}

/** Rebuilds an event from its row. */
export function eventOf(
  row: JournalEventRow,
  { segmentOf }: Pick<Numbered, 'segmentOf'>,
): AnalyticsEvent {
  const { id, kind, at, turn: turnId, act, user, sessionId, sessionOpenedAt } = row;
  return {
    id,
    kind,
    at,
    turnId,
    segment: segmentOf(row.segment),
    act: act === 1,
    data: JSON.parse(row.data) as unknown,
    ...(user !== null && { user }),
    ...(sessionId !== null && { sessionId }),
    ...(sessionOpenedAt !== null && { sessionOpenedAt }),
    ...(row.sincePreviousMs !== null && { sincePreviousMs: row.sincePreviousMs }),
  } as AnalyticsEvent;
}

/**
 * An event as a destination gets it.
 * @param delivery the row as it was before it was claimed
 */
export function outboxEvent(
  delivery: DeliveryRow,
  row: JournalEventRow,
  numbered: Numbered,
): OutboxEvent {
  const { userKey, identityKey, rawId, conversationKey, seq } = row;
  return {
    delivery: delivery.id,
    seq,
    event: eventOf(row, numbered),
    attempts: delivery.attempts,
    shape: numbered.shapeOf(delivery.shape),
    ...(isUncertain(delivery, seq) && { isUncertain: true }),
    ...(userKey !== null && { userKey }),
    ...(identityKey !== null && {
      identity: { key: identityKey, ...(rawId !== null && { rawId }) },
    }),
    ...(conversationKey !== null && { conversationKey }),
  };
}

/** Whoever held the row has died. Where it said what it was about to send, the rest was not sent. */
function isUncertain({ leaseOwner, begun, firstSeq }: DeliveryRow, seq: number): boolean {
  return leaseOwner !== null && (begun === null || isSet(begun, seq - firstSeq));
}

/** Time of the oldest of some events; `null` if there are none. */
export function oldestOf(events: readonly { readonly at: EpochMs }[]): EpochMs | null {
  const oldest = events.reduce((at, event) => Math.min(at, event.at), Infinity);
  return oldest === Infinity ? null : oldest;
}
