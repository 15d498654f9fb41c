/** The turns of a conversation that can still be amended. */

import type { MessageClass } from '../model/event.ts';
import { present } from '../model/present.ts';
import type { RecentTurn } from '../model/state.ts';
import { changeConversation, changeSession, emit } from './draft.ts';
import type { Draft } from './draft.ts';
import type { Classification } from './rules/rule.ts';

export type RecentMessage = NonNullable<RecentTurn['message']>;

/** The remembered turn of that id, as it stands now. */
export function recentTurn(draft: Draft, turnId: string): RecentTurn | undefined {
  return draft.conversation.recentTurns.find((turn) => turn.turnId === turnId);
}

/** Puts a remembered turn in the place of the one with its id. */
export function replaceRecent(draft: Draft, changed: RecentTurn): void {
  changeConversation(draft, {
    recentTurns: draft.conversation.recentTurns.map((turn) =>
      turn.turnId === changed.turnId ? changed : turn,
    ),
  });
}

/** The session remembers the class of its last message; when that changes, it changes there too. */
export function mendSession(draft: Draft, message: RecentMessage, to: MessageClass): void {
  if (message.sessionId === undefined) return;
  const session = draft.sessions.get(message.sessionId);
  const last = draft.conversation.recentTurns.findLast((turn) => turn.message)?.message;
  if (session && last?.at === message.at) changeSession(draft, session, { lastClass: to });
}

/** The message counts as the new class and no longer as the old one. */
export function changeClass(draft: Draft, turn: RecentTurn, to: Classification): void {
  const { message } = turn;
  if (!message) return;
  const isOther = to.class !== message.class || to.intent !== message.intent;
  if (isOther) emitReclassified(draft, turn, { to });
  const { intent: _, unanswered: __, ...rest } = message;
  const changed = { ...rest, class: to.class, byDefault: false, ...present({ intent: to.intent }) };
  replaceRecent(draft, { ...turn, message: changed });
}

/** Tells that a message is of another class than it was counted as. */
export function emitReclassified(
  draft: Draft,
  { turnId, message }: RecentTurn,
  { to, only }: { readonly to: Classification; readonly only?: 'reports' },
): void {
  if (!message) return;
  const { class: from, intent: intentBefore, dialog, phrase } = message;
  emit(draft, {
    ...placeOf(draft, turnId, message),
    kind: 'message_reclassified',
    ...(only && { only }),
    data: {
      from,
      to: to.class,
      reason: to.reason,
      ...present({ intent: to.intent, intentBefore, score: to.score, dialog, phrase }),
    },
  });
}

/** Where and whose a remembered message is. */
export function placeOf(draft: Draft, turnId: string, message: RecentMessage) {
  const { at, segment, user, sessionId } = message;
  return {
    at,
    turnId,
    segment: draft.conversation.segments[segment] ?? draft.segment,
    user,
    session: sessionId === undefined ? undefined : draft.sessions.get(sessionId),
  };
}
