/** What `interpret` is told about the past of a turn. */

import type { Known } from '../../interpret/interpretation.ts';
import { votedMessages } from '../../interpret/feedback.ts';
import { lateInstants } from '../../interpret/late.ts';
import { covers, timeoutFor } from '../../interpret/session.ts';
import { waitingSessions } from '../../interpret/settle-at.ts';
import type { ParticipantState, Session, StoredVote, UserState } from '../../model/state.ts';
import type { EpochMs } from '../../model/time.ts';
import type { Captured, Fact } from '../../model/turn.ts';
import type { BatchWork } from './batch.ts';
import { storedSession } from './session-row.ts';
import type { StoredUser } from './statements.ts';
import type { StoredParticipant, StoredSession } from './states.ts';
import type { Subject } from './subject.ts';

/** Gathers what is remembered of the subject of a turn. */
export function knownOf(
  work: BatchWork,
  subject: Subject,
  turn: {
    readonly captured: Captured;
    readonly facts: readonly Fact[];
    readonly activityKey: (id: string) => string;
  },
): Known {
  const { conversation, participant: stored, user } = subject;
  const participant = stored && participantState(work, stored);
  const timeoutMs = timeoutFor(work.deps.settings, turn.captured.origin.channel);
  const instants = lateInstants({ facts: turn.facts, participant, timeoutMs });
  const near =
    stored && instants.length > 0 ? nearby(work, stored, { instants, timeoutMs }) : NO_SESSIONS;
  return {
    conversation: conversation?.state,
    participant,
    user: user && userState(user),
    votes: votesOf(work, subject, turn),
    nearbySessions: withWaiting(work, subject, near),
  };
}

const NO_SESSIONS: readonly Session[] = [];

/** Adds the sessions of messages that wait to be settled: in a group they may be somebody else's. */
function withWaiting(
  work: BatchWork,
  { conversation, participant }: Subject,
  near: readonly Session[],
): readonly Session[] {
  const waiting = conversation ? waitingSessions(conversation.state) : [];
  if (waiting.length === 0) return near;
  const known = new Set([participant?.sessionId, ...near.map(({ id }) => id)]);
  const missing = waiting.filter((id) => !known.has(id));
  return [...near, ...missing.flatMap((id) => sessionById(work, id)?.session ?? [])];
}

/** A session by its id, if it is in the store or the batch. */
export function sessionById(work: BatchWork, id: string): StoredSession | undefined {
  return work.states.sessions.get(id, () => {
    const row = work.sql.sessions.byId(id);
    return row && storedSession(row, work.segments.segmentOf);
  });
}

function participantState(
  work: BatchWork,
  { rest, sessionId }: StoredParticipant,
): ParticipantState {
  const stored = sessionId === undefined ? undefined : sessionById(work, sessionId);
  // every field, so that a copy never gets one that is new to it: for that V8 takes the slow way
  const { sessionCount, identifiedAs } = rest;
  return { session: stored?.session, sessionCount, identifiedAs };
}

function userState({ number, firstActAt, firstTestActAt }: StoredUser): UserState {
  return {
    number,
    ...(firstActAt !== null && { firstActAt }),
    ...(firstTestActAt !== null && { firstTestActAt }),
  };
}

/** What the user has voted before on the messages that the turn votes on. */
function votesOf(
  { sql, segments }: BatchWork,
  { conversation, participant }: Subject,
  { facts, activityKey }: Parameters<typeof knownOf>[2],
): readonly StoredVote[] {
  if (!conversation || !participant) return NO_VOTES;
  const messages = votedMessages(facts, { conversation: conversation.state, activityKey });
  if (messages.length === 0) return NO_VOTES;
  return messages.flatMap((message) => {
    const row = sql.votes.on(participant.number, message);
    if (!row) return [];
    const { dialog, session, segment, ...rest } = row;
    return [
      {
        ...rest,
        segment: segments.segmentOf(segment),
        ...(dialog !== null && { dialog }),
        ...(session !== null && { sessionId: session }),
      },
    ];
  });
}

const NO_VOTES: readonly StoredVote[] = [];

interface Late {
  readonly instants: readonly EpochMs[];
  readonly timeoutMs: number;
}

/** Earlier sessions of a participant around the instants of late facts, oldest first. */
function nearby(
  work: BatchWork,
  { number, sessionId: latest }: StoredParticipant,
  { instants, timeoutMs }: Late,
): readonly Session[] {
  const from = Math.min(...instants) - timeoutMs;
  const to = Math.max(...instants) + timeoutMs;
  const found = new Map<string, StoredSession>();
  for (const row of work.sql.sessions.near(number, from, to)) {
    const stored = sessionById(work, row.id);
    if (stored) found.set(row.id, stored);
  }
  for (const stored of work.states.sessions.changes()) {
    if (stored.participant === number) found.set(stored.session.id, stored);
  }
  return [...found.values()]
    .filter(({ session }) => session.id !== latest)
    .filter(({ session }) => instants.some((at) => covers(session, at, timeoutMs)))
    .toSorted((a, b) => a.session.startedAt - b.session.startedAt || a.number - b.number)
    .map(({ session }) => session);
}
