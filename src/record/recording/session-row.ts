/** Sessions as rows: what reports need in columns, the rest as JSON. */

import { sessionOf } from '../../model/changed.ts';
import type { Segment } from '../../model/segment.ts';
import type { RecordedTopic, Session } from '../../model/state.ts';
import { storable } from '../sums.ts';
import type { SessionColumns } from './statements.ts';
import type { StoredSession } from './states.ts';

/** Rebuilds a session from its row. */
export function storedSession(
  row: SessionColumns,
  segmentOf: (number: number) => Segment,
): StoredSession {
  const { number, participant, startedAt, firstQuarter } = row;
  const session = sessionOf({
    id: row.id,
    user: row.user,
    segment: segmentOf(row.segment),
    openedAt: row.openedAt,
    startedAt,
    lastAt: row.lastAt,
    received: row.received,
    messages: row.messages,
    sent: row.sent,
    handovers: row.handovers,
    ...restOf(JSON.parse(row.state) as SessionRest),
  });
  return { number, participant, session, firstQuarter, row: { startedAt, firstQuarter } };
}

type ColumnField =
  | 'id'
  | 'user'
  | 'segment'
  | 'openedAt'
  | 'startedAt'
  | 'lastAt'
  | 'received'
  | 'messages'
  | 'sent'
  | 'handovers';

type SessionRest = Omit<Session, ColumnField>;

/** What has no column, or not one that says all; every field is named, so that all sessions have one shape. */
function restOf(from: SessionRest): SessionRest {
  return {
    number: from.number,
    topics: from.topics.map(withTime),
    dialogs: from.dialogs,
    lastClass: from.lastClass,
    result: from.result,
    resultAt: from.resultAt,
    resultSegment: from.resultSegment,
    automated: from.automated,
    automatedAt: from.automatedAt,
    csat: from.csat,
    csatAt: from.csatAt,
    nps: from.nps,
    npsAt: from.npsAt,
    lastDialog: from.lastDialog,
    lastStep: from.lastStep,
    promptOpen: from.promptOpen,
    timeoutMs: from.timeoutMs,
    lastEventAt: from.lastEventAt,
    ended: from.ended,
  };
}

/** Lays a session out in columns; ratings and labels stand in the JSON too, as they were given. */
export function sessionColumns(stored: StoredSession, segmentNumber: number): SessionColumns {
  const { number, participant, firstQuarter, session } = stored;
  const { id, user, openedAt, startedAt, lastAt, received, messages, sent, handovers } = session;
  const { automated, csat, nps, result, lastDialog, lastStep } = session;
  return {
    number,
    id,
    participant,
    user,
    segment: segmentNumber,
    openedAt,
    startedAt,
    lastAt,
    received,
    messages,
    sent,
    handovers,
    automated: automated === undefined ? null : Number(automated),
    csat: csat ?? null,
    nps: nps ?? null,
    result: result === undefined ? null : storable(result),
    lastDialog: lastDialog === undefined ? null : storable(lastDialog),
    lastStep: lastStep ?? null,
    closesAt: closesAt(session),
    lastClass: session.lastClass ?? null,
    promptOpen: session.promptOpen ? 1 : 0,
    state: JSON.stringify(restOf(session)),
    firstQuarter,
  };
}

/** The first schema kept the names of topics alone: none is earlier than those. */
function withTime(topic: RecordedTopic | string): RecordedTopic {
  return typeof topic === 'string' ? { topic, at: 0 } : topic;
}

/** When nothing more joins it but late facts; `null` = never. */
function closesAt({ lastAt, timeoutMs }: Session): number | null {
  return timeoutMs === undefined ? null : Math.trunc(lastAt + timeoutMs);
}
