/**
 * Handover to a human. The signs of one request, until it is accepted, failed
 * or completed, are one request. By `takeover` the human has the conversation from acceptance (or,
 * where the channel never reports one, from the request) to completion, failure or the end of the
 * session.
 */

import type { HandoverReason } from '../model/call.ts';
import { present } from '../model/present.ts';
import { MAX_OPEN_HANDOVERS } from '../model/state.ts';
import type { ConversationState, OpenHandover, Session } from '../model/state.ts';
import type { EpochMs } from '../model/time.ts';
import { capturedId } from '../model/turn.ts';
import { changeConversation, changeSession, drop, emit } from './draft.ts';
import type { Draft } from './draft.ts';

/** Whose handovers are looked at, when, and after which silence they are over. */
interface Asker {
  readonly user: number | undefined;
  readonly at: EpochMs;
  readonly timeoutMs: number;
}

/** Tells whether a human has the conversation with a user. */
export function isHeldByHuman({ handovers }: ConversationState, asker: Asker): boolean {
  return handovers.some(
    (open) => open.via === 'takeover' && open.user === asker.user && !isOver(open, asker),
  );
}

/** A handover ends with the session of its user: after a silence longer than the timeout. */
function isOver(open: OpenHandover, { at, timeoutMs }: Omit<Asker, 'user'>): boolean {
  return at - Math.max(open.lastAt, open.acceptedAt ?? open.requestedAt) > timeoutMs;
}

/** Returns the open request of the turn's user. */
function ownHandover(draft: Draft, at: EpochMs): OpenHandover | undefined {
  const user = draft.input.known.user?.number;
  const { timeoutMs } = draft;
  return draft.conversation.handovers.findLast(
    (open) => open.user === user && !isOver(open, { at, timeoutMs }),
  );
}

/** Records a request for a human, unless it is one more sign of the one that waits already. */
export function requestHandover(draft: Draft, at: EpochMs, session: Session | undefined): void {
  const waiting = ownHandover(draft, at);
  if (waiting && waiting.acceptedAt === undefined) return;
  const { known, captured } = draft.input;
  const handover: OpenHandover = {
    id: `${capturedId(captured)}-h${draft.events.length.toString(36)}`,
    requestedAt: at,
    lastAt: at,
    reason: draft.handoverWords.reason ?? reasonOf(draft, session),
    via: draft.handoverWords.via ?? 'takeover',
    segment: draft.segment,
    ...(known.user && { user: known.user.number }),
    ...(session && { sessionId: session.id }),
  };
  const others = draft.conversation.handovers.filter((open) => open !== waiting);
  const handovers = [...others, handover].slice(-MAX_OPEN_HANDOVERS);
  changeConversation(draft, { handovers });
  if (session) changeSession(draft, session, { handovers: session.handovers + 1 });
  emit(draft, {
    kind: 'handover_requested',
    at,
    session,
    data: { handoverId: handover.id, reason: handover.reason, via: handover.via },
  });
}

/** R2: a button was pressed for it; after fallback = the user's previous message of the session was not understood. */
function reasonOf(draft: Draft, session: Session | undefined): HandoverReason {
  const hasMessage = draft.message !== undefined || draft.amended?.message !== undefined;
  if (draft.click ?? draft.amended?.message?.clicked) return 'operator_button';
  const before = hasMessage ? draft.classBefore : session?.lastClass;
  return before === 'unrecognized' ? 'after_fallback' : 'direct';
}

/** A human took the conversation. Without a request, or a second time: counted `no_handover`. */
export function acceptHandover(draft: Draft, at: EpochMs): void {
  const open = openHandover(draft, at);
  if (!open || open.acceptedAt !== undefined) return drop(draft, 'no_handover');
  replaceHandover(draft, open, { ...open, acceptedAt: at });
  const waitMs = Math.max(0, at - open.requestedAt);
  const data = { handoverId: open.id, waitMs };
  return emit(draft, { kind: 'handover_accepted', at, ...owner(draft, open), data });
}

/**
 * Returns the request that an answer means: that of the turn's user, or, since a hub speaks for nobody
 * in particular, the one that has waited longest.
 */
export function openHandover(draft: Draft, at: EpochMs): OpenHandover | undefined {
  const { timeoutMs } = draft;
  return (
    ownHandover(draft, at) ??
    draft.conversation.handovers.find((open) => !isOver(open, { at, timeoutMs }))
  );
}

/** No human could be found. */
export function failHandover(draft: Draft, at: EpochMs): void {
  const open = takeHandover(draft, at);
  if (!open) return;
  const data = { handoverId: open.id };
  emit(draft, { kind: 'handover_failed', at, ...owner(draft, open), data });
}

/** The human has given the conversation back. */
export function completeHandover(draft: Draft, at: EpochMs): void {
  const open = takeHandover(draft, at);
  if (!open) return;
  const durationMs = Math.max(0, at - (open.acceptedAt ?? open.requestedAt));
  const data = { handoverId: open.id, durationMs };
  emit(draft, { kind: 'handover_completed', at, ...owner(draft, open), data });
}

function takeHandover(draft: Draft, at: EpochMs): OpenHandover | undefined {
  const open = openHandover(draft, at);
  if (!open) drop(draft, 'no_handover');
  else replaceHandover(draft, open, undefined);
  return open;
}

function replaceHandover(draft: Draft, open: OpenHandover, next: OpenHandover | undefined): void {
  const handovers = draft.conversation.handovers.flatMap((each) =>
    each === open ? (next ?? []) : each,
  );
  changeConversation(draft, { handovers });
}

/** Ends the handovers of a session with it. */
export function endHandoversOf(draft: Draft, sessionId: string): void {
  const handovers = draft.conversation.handovers.filter((open) => open.sessionId !== sessionId);
  if (handovers.length === draft.conversation.handovers.length) return;
  changeConversation(draft, { handovers });
}

/** At the end of a turn: forgets what is over, and notes that the user was active. */
export function tendHandovers(draft: Draft, at: EpochMs): void {
  const { handovers } = draft.conversation;
  if (handovers.length === 0) return;
  const user = draft.input.known.user?.number;
  const { timeoutMs } = draft;
  const kept = handovers
    .filter((open) => !isOver(open, { at, timeoutMs }))
    .map((open) => (open.user === user ? { ...open, lastAt: Math.max(open.lastAt, at) } : open));
  changeConversation(draft, { handovers: kept });
}

/** What comes of a request belongs to who made it, and is counted in the segment of the request. */
function owner(
  draft: Draft,
  { sessionId, segment, user }: OpenHandover,
): { session: Session | undefined; segment: OpenHandover['segment']; user?: number } {
  return {
    session: sessionId === undefined ? undefined : draft.sessions.get(sessionId),
    segment,
    ...present({ user }),
  };
}
