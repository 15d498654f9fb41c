/**
 * Handover to a human. The signs of one request, until it is accepted, failed
 * or completed, are one request. By `takeover` the human has the conversation from acceptance (or,
 * where the channel never reports one, from the request) to completion, failure or the end of the
 * session.
 */

import { present } from '../model/present.ts';
import type { HandoverReason, HandoverVia } from '../model/call.ts';
import type { ConversationState, OpenHandover } from '../model/state.ts';
import type { EpochMs } from '../model/time.ts';
import { capturedId } from '../model/turn.ts';
import { changeSession, drop, emit } from './draft.ts';
import type { Draft } from './draft.ts';
import { sessionAt } from './sessions-of-draft.ts';

/** Tells whether a human has the conversation. */
export function isHeldByHuman({ handover }: ConversationState): boolean {
  return handover !== undefined && handover.via === 'takeover';
}

/** Records a request for a human, unless it is one more sign of the one that waits already. */
export function requestHandover(
  draft: Draft,
  at: EpochMs,
  words: { readonly reason?: HandoverReason; readonly via?: HandoverVia },
): void {
  const waiting = draft.conversation.handover;
  if (waiting && waiting.acceptedAt === undefined) return;
  const session = sessionAt(draft, at);
  const { known, captured } = draft.input;
  const handover: OpenHandover = {
    id: `${capturedId(captured)}-h${draft.events.length.toString(36)}`,
    requestedAt: at,
    reason: words.reason ?? reasonOf(draft),
    via: words.via ?? 'takeover',
    segment: draft.segment,
    ...(known.user && { user: known.user.number }),
    ...(session && { sessionId: session.id }),
  };
  draft.conversation = { ...draft.conversation, handover };
  if (session) changeSession(draft, { ...session, handovers: session.handovers + 1 });
  emit(draft, {
    kind: 'handover_requested',
    at,
    session,
    data: { handoverId: handover.id, reason: handover.reason, via: handover.via },
  });
}

/** R2: after fallback = the user's previous message of the session was not understood. */
function reasonOf(draft: Draft): HandoverReason {
  return draft.classBefore === 'unrecognized' ? 'after_fallback' : 'direct';
}

/** A human took the conversation. Without a request, or a second time: counted `no_handover`. */
export function acceptHandover(draft: Draft, at: EpochMs): void {
  const open = draft.conversation.handover;
  if (!open || open.acceptedAt !== undefined) {
    drop(draft, 'no_handover');
    return;
  }
  draft.conversation = { ...draft.conversation, handover: { ...open, acceptedAt: at } };
  const waitMs = Math.max(0, at - open.requestedAt);
  const data = { handoverId: open.id, waitMs };
  emit(draft, { kind: 'handover_accepted', at, ...owner(draft, open), data });
}

export function failHandover(draft: Draft, at: EpochMs): void {
  const open = takeHandover(draft);
  if (!open) return;
  const data = { handoverId: open.id };
  emit(draft, { kind: 'handover_failed', at, ...owner(draft, open), data });
}

export function completeHandover(draft: Draft, at: EpochMs): void {
  const open = takeHandover(draft);
  if (!open) return;
  const durationMs = Math.max(0, at - (open.acceptedAt ?? open.requestedAt));
  const data = { handoverId: open.id, durationMs };
  emit(draft, { kind: 'handover_completed', at, ...owner(draft, open), data });
}

function takeHandover(draft: Draft): OpenHandover | undefined {
  const { handover, ...rest } = draft.conversation;
  if (!handover) {
    drop(draft, 'no_handover');
    return undefined;
  }
  draft.conversation = rest;
  return handover;
}

/** What comes of a request belongs to who made it, and is counted in the segment of the request. */
function owner(
  draft: Draft,
  { sessionId, segment, user }: OpenHandover,
): { session: ReturnType<typeof sessionAt>; segment: OpenHandover['segment']; user?: number } {
  return {
    session: sessionId === undefined ? undefined : draft.sessions.get(sessionId),
    segment,
    ...present({ user }),
  };
}

/** A `handoff.status` event of the hub. Unknown states change nothing. */
export function handoverStatus(draft: Draft, at: EpochMs, state: string | undefined): void {
  if (draft.conversation.handover === undefined) return;
  if (state === 'accepted' && draft.conversation.handover.acceptedAt === undefined) {
    acceptHandover(draft, at);
  } else if (state === 'failed') failHandover(draft, at);
  else if (state === 'completed') completeHandover(draft, at);
}
