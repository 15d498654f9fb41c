/** Writes what a batch has concluded: summed up first, each table once, in the order of its key. */

import { quarterOf } from '../../model/time.ts';
import type { EpochMs } from '../../model/time.ts';
import { conversationToText } from '../conversation-text.ts';
import type { Deltas } from '../deltas.ts';
import { fold } from '../rollup.ts';
import { settleAt } from '../../interpret/settle-at.ts';
import type { BatchWork } from './batch.ts';
import { sessionById } from './known.ts';
import { FACTS, FIRST_QUARTER, FOLDED } from './statements.ts';
import { sessionColumns } from './session-row.ts';
import { writeJournal } from './write-journal.ts';
import type { StoredSession } from './states.ts';

/** Writes states, rollups, events and the journal of a batch that was received at `at`. */
export function writeBatch(work: BatchWork, at: EpochMs): void {
  const deltas = fold(work.events);
  writeConversations(work);
  writeSessions(work, deltas);
  writeParticipants(work);
  writeUsers(work, deltas);
  writeRollups(work, deltas);
  writeJournal(work, at);
  writeMeta(work);
}

function writeConversations({ states, sql }: BatchWork): void {
  for (const conversation of states.conversations.changes().toSorted(byNumber)) {
    const { number, key, channel, state, settleFor, stored } = conversation;
    const row = {
      number,
      key,
      channel,
      state: conversationToText(state),
      settleAt: settleAt(state) ?? null,
      settleFor,
    };
    if (stored) sql.conversations.update(row);
    else sql.conversations.insert(row);
    states.conversations.put(key, { number, key, channel, state, settleFor, stored: true });
  }
}

function writeParticipants(work: BatchWork): void {
  for (const participant of work.states.participants.changes().toSorted(byNumber)) {
    const { number, conversation, member, rest, sessionId } = participant;
    const session = sessionId === undefined ? undefined : sessionById(work, sessionId);
    work.sql.conversations.upsertParticipant({
      number,
      conversation,
      member,
      state: JSON.stringify(rest),
      session: session?.number ?? null,
    });
  }
}

// ---- sessions ----------------------------------------------------------------------------------

function writeSessions(work: BatchWork, { sessionQuarters }: Deltas): void {
  const { states } = work;
  for (const [id, quarters] of sessionQuarters) {
    const stored = sessionById(work, id);
    if (stored) states.sessions.put(id, activeIn(work, stored, quarters));
  }
  for (const stored of states.sessions.changes().toSorted(byNumber)) {
    writeSession(work, stored);
    const { number, participant, session, firstQuarter } = stored;
    const row = { startedAt: session.startedAt, firstQuarter };
    states.sessions.put(session.id, { number, participant, session, firstQuarter, row });
  }
}

/** Notes the quarter-hours of a session: the first in its row, the others in a table of their own. */
function activeIn(
  { sql }: BatchWork,
  stored: StoredSession,
  quarters: ReadonlySet<number>,
): StoredSession {
  const { number, participant, session, row } = stored;
  let first = stored.firstQuarter;
  for (const quarter of [...quarters].toSorted((a, b) => a - b)) {
    if (first === null) first = quarter;
    if (quarter === first) continue;
    sql.sessions.addQuarter(Math.max(quarter, first), number);
    first = Math.min(quarter, first);
  }
  if (first === stored.firstQuarter) return stored;
  return { number, participant, session, firstQuarter: first, row };
}

function writeSession({ sql, segments }: BatchWork, stored: StoredSession): void {
  const columns = sessionColumns(stored, segments.numberOf(stored.session.segment));
  if (!stored.row) {
    sql.sessions.insert(columns);
    return;
  }
  sql.sessions.update(columns);
  const { startedAt, firstQuarter } = stored.row;
  if (startedAt !== columns.startedAt || firstQuarter !== columns.firstQuarter) {
    sql.sessions.moveStart(columns);
  }
}

// ---- users and rollups -------------------------------------------------------------------------

function writeUsers({ states, sql, lastSeen }: BatchWork, { users }: Deltas): void {
  sql.users.upsert(states.users.changes().toSorted(byNumber));
  sql.users.identify(states.identities.changes());
  sql.users.addToChannel([...users].map(([key, delta]) => ({ delta, seen: lastSeen.get(key) })));
}

function writeRollups(work: BatchWork, deltas: Deltas): void {
  const { rollups } = work.sql;
  rollups.addPresence(
    [...deltas.presence.values()].toSorted((a, b) => byPlace(a, b) || a.user - b.user),
  );
  for (const delta of [...deltas.counters.values()].toSorted(byPlace)) rollups.addCounters(delta);
  for (const delta of [...deltas.labels.values()].toSorted(byPlace)) {
    if (delta.value !== 0) rollups.addLabel(delta);
  }
  for (const delta of [...deltas.responseTimes.values()].toSorted(byPlace)) {
    rollups.addResponseTime(delta);
  }
  writeMarks(work, deltas);
  writePhrases(work, deltas);
}

function writeMarks(work: BatchWork, { marks, handovers }: Deltas): void {
  const { rollups } = work.sql;
  const numberOf = (id: string | undefined): number | undefined =>
    id === undefined ? undefined : sessionById(work, id)?.number;
  for (const delta of marks.values()) {
    const session = numberOf(delta.session);
    if (session !== undefined && delta.value !== 0) rollups.addMark(session, delta);
  }
  for (const delta of handovers.values()) {
    rollups.addHandover(delta, numberOf(delta.request?.session));
  }
}

function writePhrases({ sql: { rollups }, texts }: BatchWork, { phrases }: Deltas): void {
  for (const text of texts) rollups.keepText(text);
  rollups.addPhrases([...phrases.values()].filter(({ value }) => value !== 0));
}

function writeMeta({ sql, tally, segments, events }: BatchWork): void {
  if (tally.stored > 0) sql.meta.add(FACTS, tally.stored);
  if (segments.folded() > 0) sql.meta.add(FOLDED, segments.folded());
  let first = Infinity;
  for (const { event } of events) first = Math.min(first, event.at);
  if (events.length > 0) sql.meta.lower(FIRST_QUARTER, quarterOf(first));
}

// ---- order -------------------------------------------------------------------------------------

function byNumber(a: { readonly number: number }, b: { readonly number: number }): number {
  return a.number - b.number;
}

interface AtPlace {
  readonly quarter: number;
  readonly segment: number;
}

function byPlace(a: AtPlace, b: AtPlace): number {
  return a.quarter - b.quarter || a.segment - b.segment;
}
