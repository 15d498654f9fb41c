/** The journal of events, as the outbox reads it. */

import type { AnalyticsEvent } from '../../model/event.ts';
import type { Segment } from '../../model/segment.ts';
import type { EpochMs } from '../../model/time.ts';
import type { OutboxEvent } from '../store.ts';
import type { DeliveryRow, DeliveryStatements, JournalEventRow } from './sql/deliveries.ts';
import type { TotalStatements } from './sql/totals.ts';

/** What the outbox works with. */
export interface Journal {
  readonly deliveries: DeliveryStatements;
  readonly totals: TotalStatements;
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
  delivery: DeliveryRow,
  row: JournalEventRow,
  segmentOf: (number: number) => Segment,
): OutboxEvent {
  const { userKey, conversationKey, seq } = row;
  return {
    delivery: delivery.id,
    seq,
    event: eventOf(row, segmentOf),
    attempts: delivery.attempts,
    ...(userKey !== null && { userKey }),
    ...(conversationKey !== null && { conversationKey }),
  };
}

/** Time of the oldest of some events; `Infinity` if there are none. */
export function oldestOf(events: readonly JournalEventRow[]): EpochMs {
  return events.reduce((at, event) => Math.min(at, event.at), Infinity);
}
