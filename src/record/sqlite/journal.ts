/** The journal of events, as the outbox reads it. */

import type { AnalyticsEvent } from '../../model/event.ts';
import type { Segment } from '../../model/segment.ts';
import type { EpochMs } from '../../model/time.ts';
import { isSet } from '../bitmap.ts';
import type { OutboxEvent } from '../outbox.ts';
import type { DeliveryRow, DeliveryStatements, JournalEventRow } from './sql/deliveries.ts';
import type { ShapeStatements } from './sql/payload-shapes.ts';
import type { TotalStatements } from './sql/totals.ts';
import type { UserFactStatement } from './sql/user-facts.ts';

/** What the outbox works with. */
export interface Journal {
  readonly deliveries: DeliveryStatements;
  readonly totals: TotalStatements;
  readonly shapes: ShapeStatements;
  readonly userFacts: UserFactStatement;
  readonly segmentOf: (number: number) => Segment;
}

/** Rebuilds an event from its row. */
export function eventOf(
  row: JournalEventRow,
  segmentOf: (number: number) => Segment,
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

/** An event as a destination gets it. */
export function outboxEvent(
  { segmentOf, shapes }: Journal,
  delivery: DeliveryRow,
  row: JournalEventRow,
): OutboxEvent {
  const { userKey, identityKey, rawId, conversationKey, seq } = row;
  return {
    delivery: delivery.id,
    seq,
    event: eventOf(row, segmentOf),
    attempts: delivery.attempts,
    shape: shapes.of(delivery.shape),
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

/** Time of the oldest of some events; `Infinity` if there are none. */
export function oldestOf(events: readonly { readonly at: EpochMs }[]): EpochMs {
  return events.reduce((at, event) => Math.min(at, event.at), Infinity);
}
