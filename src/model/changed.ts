/** Changes states that are never edited. */

import type { ConversationState, Session } from './state.ts';

/*
 * Each kind of state is made by one literal, with all of its fields in one order. `{ ...state, field }` would
 * give every copy of a copy a hidden class of its own (V8): after some turns of a conversation, whatever
 * touches its state is twenty times slower.
 */

/** Returns a session with some fields changed. */
export function changedSession(session: Session, changes: Partial<Session>): Session {
  return withChanges(sessionOf(session), changes);
}

/** Returns the state of a conversation with some fields changed. */
export function changedConversation(
  state: ConversationState,
  changes: Partial<ConversationState>,
): ConversationState {
  const { segments, recentTurns, botMessages, handovers, stack, welcomed } = state;
  return withChanges({ segments, recentTurns, botMessages, handovers, stack, welcomed }, changes);
}

/** Returns a copy of a session in which every field is named. */
export function sessionOf(session: Session): Session {
  return {
    id: session.id,
    number: session.number,
    user: session.user,
    segment: session.segment,
    openedAt: session.openedAt,
    startedAt: session.startedAt,
    lastAt: session.lastAt,
    received: session.received,
    messages: session.messages,
    sent: session.sent,
    handovers: session.handovers,
    topics: session.topics,
    dialogs: session.dialogs,
    lastClass: session.lastClass,
    result: session.result,
    resultAt: session.resultAt,
    resultSegment: session.resultSegment,
    automated: session.automated,
    automatedAt: session.automatedAt,
    csat: session.csat,
    csatAt: session.csatAt,
    nps: session.nps,
    npsAt: session.npsAt,
    lastDialog: session.lastDialog,
    lastStep: session.lastStep,
    promptOpen: session.promptOpen,
    timeoutMs: session.timeoutMs,
    lastEventAt: session.lastEventAt,
    ended: session.ended,
  };
}

/** Puts changes into a copy that nobody else has seen. */
function withChanges<State extends object>(copy: State, changes: Partial<State>): State {
  for (const field in changes) copy[field] = changes[field] as State[typeof field];
  return copy;
}
