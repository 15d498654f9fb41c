/** How a draft opens, extends, finds and cuts sessions. */

import type { EventData } from '../model/event.ts';
import { changedSession } from '../model/changed.ts';
import { present } from '../model/present.ts';
import type { Session } from '../model/state.ts';
import type { EpochMs } from '../model/time.ts';
import { capturedId } from '../model/turn.ts';
import { changeSession, emit, putSession } from './draft.ts';
import type { Draft } from './draft.ts';
import { endHandoversOf } from './handover.ts';
import { covers, extendSession, openSession, placeInSession } from './session.ts';
import type { Placement } from './session.ts';

/** How a session is entered: what opened it, and what a link carried. */
type Entry = Pick<EventData['session_started'], 'entryPoint'> & {
  readonly source?: string | undefined;
};

/**
 * Puts an act of the user, or a bot message that reached them, in its session, and opens one if
 * need be. Returns `undefined` where there is no user.
 */
export function enterSession(draft: Draft, at: EpochMs, entry: Entry): Session | undefined {
  if (!draft.input.known.user) return undefined;
  const placement = placementAt(draft, at);
  const session =
    'join' in placement
      ? putSession(draft, extendSession(placement.join, at, limitOf(draft)))
      : openNew(draft, at, { placement, entry });
  draft.turnSessionId = session.id;
  return session;
}

/** JSON knows no infinity: without a limit there is none to name. */
function limitOf({ timeoutMs }: Draft): number | undefined {
  return Number.isFinite(timeoutMs) ? timeoutMs : undefined;
}

function placementAt(draft: Draft, at: EpochMs): Placement {
  const { participant } = draft;
  if (draft.mustOpen) {
    draft.mustOpen = false;
    const latest = participant.session;
    return { open: 'latest', ends: latest?.ended ? undefined : latest };
  }
  return placeInSession({
    at,
    timeoutMs: draft.timeoutMs,
    participant,
    nearby: ownNearby(draft),
    turnSession:
      draft.turnSessionId === undefined ? undefined : current(draft, draft.turnSessionId),
  });
}

/** In a group, a message of somebody else may be settled: its session is known, and not to be joined. */
function ownNearby(draft: Draft): readonly Session[] {
  const { nearbySessions, user } = draft.input.known;
  return nearbySessions
    .filter((session) => session.user === user?.number)
    .map(({ id }) => current(draft, id));
}

/** A session of the draft as it stands now. */
export function current(draft: Draft, id: string): Session {
  const session = draft.sessions.get(id);
  if (!session) throw new Error('a session of the draft is missing');
  return session;
}

interface Opening {
  readonly placement: Exclude<Placement, { readonly join: Session }>;
  readonly entry: Entry;
}

function openNew(draft: Draft, at: EpochMs, { placement, entry }: Opening): Session {
  if (placement.open === 'latest' && placement.ends) {
    const timedOut = at - placement.ends.lastAt > draft.timeoutMs;
    endSession(draft, placement.ends, timedOut ? 'timeout' : 'explicit');
  }
  const number = draft.participant.sessionCount + 1;
  const opened = openSession(newSessionId(draft), at, {
    user: draft.input.known.user?.number ?? 0,
    number,
    segment: draft.segment,
    timeoutMs: limitOf(draft),
  });
  const isLate = placement.open === 'late';
  const session = isLate ? changedSession(opened, { ended: true }) : opened;
  draft.participant = {
    session: isLate ? draft.participant.session : session,
    sessionCount: number,
    identifiedAs: draft.participant.identifiedAs,
  };
  putSession(draft, session);
  emit(draft, {
    kind: 'session_started',
    at,
    session,
    data: {
      sessionNumber: number,
      entryPoint: entry.entryPoint,
      ...present({ source: entry.source }),
    },
  });
  return current(draft, session.id);
}

function newSessionId(draft: Draft): string {
  return `${capturedId(draft.input.captured)}-s${draft.sessions.size.toString(36)}`;
}

/**
 * Returns the session to which a mark (a topic, a rating …) of the bot's code belongs: that of the
 * turn, else the open one if its timeout has not passed, else none.
 */
export function sessionAt(draft: Draft, at: EpochMs): Session | undefined {
  if (draft.turnSessionId !== undefined) return current(draft, draft.turnSessionId);
  const latest = draft.participant.session;
  if (!latest || latest.ended || draft.mustOpen) return undefined;
  return covers(latest, at, draft.timeoutMs) ? latest : undefined;
}

/** Ends a session: nothing joins it any more but late facts. A handover of it ends as well. */
function endSession(draft: Draft, session: Session, ended: 'timeout' | 'explicit'): void {
  endHandoversOf(draft, session.id);
  emit(draft, {
    kind: 'session_ended',
    at: session.lastAt,
    session,
    segment: session.segment,
    data: {
      durationMs: session.lastAt - session.startedAt,
      received: session.received,
      sent: session.sent,
      ended,
    },
  });
  const isCut = ended === 'explicit';
  const closed = current(draft, session.id);
  const timeoutMs = isCut ? 0 : (closed.timeoutMs ?? limitOf(draft));
  changeSession(draft, closed, { ended: true, timeoutMs });
}

/** Cuts after the turn: `endSession()`, `endOfConversation`, or a `startSession()` that nothing followed. */
export function cutSession(draft: Draft): void {
  const latest = draft.participant.session;
  // a late turn cuts its own session, which nothing joins any more as it is
  if (draft.turnSessionId !== undefined && draft.turnSessionId !== latest?.id) return;
  if (latest && !latest.ended) endSession(draft, latest, 'explicit');
}

/** Runs with the session of the turn: now if there is one, else at the end of the turn, with or without. */
export function whenInSession(
  draft: Draft,
  at: EpochMs,
  run: (session: Session | undefined) => void,
): void {
  const session = sessionAt(draft, at);
  if (session) run(session);
  else draft.deferred.push(() => run(sessionAt(draft, at)));
}

/** Applies what waited for a session. */
export function applyDeferred(draft: Draft): void {
  for (const run of draft.deferred.splice(0)) run();
}
