/**
 * Sessions: where an act of a user, or a bot message that reached them, belongs.
 *
 * A gap longer than the timeout cuts; exactly the timeout does not. A late fact joins the session
 * whose span, widened by the timeout on both sides, covers it (of two the earlier), else it opens
 * one of its own; two sessions are never merged, so that what was forwarded stays true.
 */

import { changedSession, sessionOf } from '../model/changed.ts';
import type { InterpretSettings } from '../model/settings.ts';
import type { ParticipantState, Session } from '../model/state.ts';
import type { EpochMs } from '../model/time.ts';

/** Returns the inactivity timeout of a base channel, in milliseconds; may be `Infinity`. */
export function timeoutFor(settings: InterpretSettings, channel: string): number {
  const { channels, default: fallback } = settings.sessionTimeoutMs;
  return Object.hasOwn(channels, channel) ? (channels[channel] ?? fallback) : fallback;
}

/** Where a fact belongs: a session that is there, or a new one, which may end the latest. */
export type Placement =
  | { readonly join: Session }
  | { readonly open: 'latest'; readonly ends?: Session | undefined }
  | { readonly open: 'late' };

export interface PlaceInput {
  readonly at: EpochMs;
  readonly timeoutMs: number;
  readonly participant: ParticipantState;
  /** Earlier sessions near the instant, oldest first. */
  readonly nearby: readonly Session[];
  /** The session in which the turn has already put something. */
  readonly turnSession?: Session | undefined;
}

/** Decides to which session a fact belongs. */
export function placeInSession(input: PlaceInput): Placement {
  const { at, timeoutMs, participant, nearby, turnSession } = input;
  if (turnSession && covers(turnSession, at, timeoutMs)) return { join: turnSession };
  const latest = participant.session;
  if (!latest) return { open: 'latest' };
  if (at < latest.startedAt) {
    const join = [...nearby, latest].find((session) => covers(session, at, timeoutMs));
    return join ? { join } : { open: 'late' };
  }
  if (at <= latest.lastAt) return { join: latest };
  if (latest.ended) return { open: 'latest' };
  if (at - latest.lastAt <= timeoutMs) return { join: latest };
  return { open: 'latest', ends: latest };
}

/** Tells whether an instant lies in the span of a session, widened by the timeout on both sides. */
export function covers(session: Session, at: EpochMs, timeoutMs: number): boolean {
  return at >= session.startedAt - timeoutMs && at <= session.lastAt + timeoutMs;
}

/** Whose session it is, and how long it lasts in silence. */
type SessionOwner = Pick<Session, 'user' | 'number' | 'segment' | 'timeoutMs'>;

/** Opens a session at the instant of its first fact. */
export function openSession(id: string, at: EpochMs, owner: SessionOwner): Session {
  return sessionOf({
    id,
    number: owner.number,
    user: owner.user,
    segment: owner.segment,
    openedAt: at,
    startedAt: at,
    lastAt: at,
    received: 0,
    messages: 0,
    sent: 0,
    handovers: 0,
    topics: [],
    dialogs: [],
    timeoutMs: owner.timeoutMs,
  });
}

/** Widens the span of a session by an activity. */
export function extendSession(session: Session, at: EpochMs, limit: number | undefined): Session {
  const timeoutMs = session.ended ? session.timeoutMs : limit; // what was cut stays cut
  const isWithin = at >= session.startedAt && at <= session.lastAt;
  if (isWithin && timeoutMs === session.timeoutMs) return session;
  return changedSession(session, {
    startedAt: Math.min(session.startedAt, at),
    lastAt: Math.max(session.lastAt, at),
    timeoutMs,
  });
}
