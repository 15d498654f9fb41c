/** Rows of the outbox as the rules get them. */

import type { DeliveryRow, JournalEventRow } from '../../../src/record/delivering/rows.ts';
import type { Numbered } from '../../../src/record/delivering/events.ts';
import { FIRST_SHAPE } from '../../../src/model/payload-shape.ts';
import { emptyBitmap } from '../../../src/record/bitmap.ts';
import { T0 } from '../turns.ts';

/** Ten events, 101 … 110, of which nothing is settled; `a` holds them. */
export function delivery(more: Partial<DeliveryRow> = {}): DeliveryRow {
  return {
    id: 7,
    destination: 'ga4',
    shape: null,
    bytes: 500,
    leaseOwner: 'a',
    firstSeq: 101,
    lastSeq: 110,
    pending: 10,
    settled: emptyBitmap(10),
    retried: null,
    begun: null,
    attempts: 0,
    nextAttemptAt: 0,
    ...more,
  };
}

export function journalEvent(seq: number, more: Partial<JournalEventRow> = {}): JournalEventRow {
  return {
    seq,
    id: `e${seq}`,
    kind: 'topic_set',
    at: T0 + seq,
    turn: 't',
    act: 1,
    segment: 1,
    user: null,
    userKey: null,
    identityKey: null,
    rawId: null,
    conversationKey: null,
    sessionId: null,
    sessionOpenedAt: null,
    sincePreviousMs: null,
    data: '{"topic":"pizza"}',
    ...more,
  };
}

export const SEGMENT = {
  bot: 'pizza',
  channel: 'webchat',
  locale: '',
  botVersion: '1',
  device: '',
  browser: '',
  test: false,
};

export const NUMBERED: Numbered = { segmentOf: () => SEGMENT, shapeOf: () => FIRST_SHAPE };

/** Bitmap of some places. */
export function places(...set: readonly number[]): Uint8Array {
  const bitmap = emptyBitmap(10);
  for (const place of set) bitmap[place >> 3]! |= 1 << (place & 7);
  return bitmap;
}
