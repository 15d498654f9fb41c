/** How a draft opens, extends, finds and cuts sessions. */

import type { EventData } from '../model/event.ts';
import type { Session } from '../model/state.ts';
import type { EpochMs } from '../model/time.ts';
import { capturedId } from '../model/turn.ts';
import { changeSession, emit } from './draft.ts';
import type { Draft } from './draft.ts';
import { endHandoversOf } from './handover.ts';
import { covers, extendSession, openSession, placeInSession } from './session.ts';
import type { Placement } from './session.ts';

type EntryPoint = EventData['session_started']['entryPoint'];

/**
 * Puts an act of the user, or a bot message that reached them, in its session, and opens one if
 * need be. Returns `undefined` where there is no user.
 */
export function enterSession(
  draft: Draft,
  at: EpochMs,
  entryPoint: EntryPoint,
): Session | undefined {
  if (!draft.input.known.user) return undefined;
  const placement = placementAt(draft, at);
  const session =
    'join' in placement
      ? changeSession(draft, extendSession(placement.join, at))
      : openNew(draft, at, { placement, entryPoint });
  draft.turnSessionId = session.id;
  return session;
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
    nearby: draft.input.known.nearbySessions.map(({ id }) => current(draft, id)),
    turnSession:
      draft.turnSessionId === undefined ? undefined : current(draft, draft.turnSessionId),
  });
}

function current(draft: Draft, id: string): Session {
  const session = draft.sessions.get(id);
  if (!session) throw new Error('a session of the draft is missing');
  return session;
}

interface Opening {
  readonly placement: Exclude<Placement, { readonly join: Session }>;
  readonly entryPoint: EntryPoint;
}

function openNew(draft: Draft, at: EpochMs, { placement, entryPoint }: Opening): Session {
  if (placement.open === 'latest' && placement.ends) {
    const timedOut = at - placement.ends.lastAt > draft.timeoutMs;
    endSession(draft, placement.ends, timedOut ? 'timeout' : 'explicit');
  }
  const number = draft.participant.sessionCount + 1;
  const opened = openSession(newSessionId(draft), at, {
    user: draft.input.known.user?.number ?? 0,
    number,
    segment: draft.segment,
  });
  const session: Session = placement.open === 'late' ? { ...opened, ended: true } : opened;
  draft.participant = {
    ...draft.participant,
    sessionCount: number,
    ...(placement.open === 'latest' && { session }),
  };
  changeSession(draft, session);
  emit(draft, {
    kind: 'session_started',
    at,
    session,
    data: { sessionNumber: number, entryPoint },
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
  changeSession(draft, { ...current(draft, session.id), ended: true });
}

/** Cuts after the turn: `endSession()`, `endOfConversation`, or a `startSession()` that nothing followed. */
export function cutSession(draft: Draft): void {
  const latest = draft.participant.session;
  // a late turn cuts its own session, which nothing joins any more as it is
  if (draft.turnSessionId !== undefined && draft.turnSessionId !== latest?.id) return;
  if (latest && !latest.ended) endSession(draft, latest, 'explicit');
}
