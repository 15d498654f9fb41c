/** What comes after a turn: continuations, and verdicts on a message that was recorded already. */

import type { MessageClass } from '../model/event.ts';
import { present } from '../model/present.ts';
import type { RecentTurn } from '../model/state.ts';
import { HOUR_MS } from '../model/time.ts';
import type { EpochMs } from '../model/time.ts';
import type { CapturedTurn, Fact } from '../model/turn.ts';
import { classify } from './classify.ts';
import type { Classification, DeveloperVerdict } from './classify.ts';
import { changeSession, drop, emit } from './draft.ts';
import type { Draft } from './draft.ts';

/** A verdict is accepted this long after its message; later ones are counted `late_verdict`. */
const VERDICT_WINDOW_MS = HOUR_MS;

type RecentMessage = NonNullable<RecentTurn['message']>;

/** Finds the turn that a captured one amends, or continues (a long-running call of the Agents SDK). */
export function amendedTurn(
  recentTurns: readonly RecentTurn[],
  { turnId, activityKey }: { readonly turnId: string; readonly activityKey: string | undefined },
): RecentTurn | undefined {
  return recentTurns.find(
    (turn) =>
      turn.turnId === turnId || (activityKey !== undefined && turn.activityKey === activityKey),
  );
}

/** Tells whether a turn is a proactive one: the SDKs run it for an event of their own making. */
export function isProactive(turn: CapturedTurn): boolean {
  const first: Fact | undefined = turn.facts[0];
  if (first?.type !== 'incoming' || first.activity.type !== 'event') return false;
  const { name } = first.activity;
  return name === 'ContinueConversation' || name === 'CreateConversation';
}

/** The remembered turn of that id, as it stands now. */
export function recentTurn(draft: Draft, turnId: string): RecentTurn | undefined {
  return draft.conversation.recentTurns.find((turn) => turn.turnId === turnId);
}

/** Puts a remembered turn in the place of the one with its id. */
export function replaceRecent(draft: Draft, changed: RecentTurn): void {
  draft.conversation = {
    ...draft.conversation,
    recentTurns: draft.conversation.recentTurns.map((turn) =>
      turn.turnId === changed.turnId ? changed : turn,
    ),
  };
}

/**
 * Takes a verdict that came after its message had been recorded: the message counts as the new
 * class and no longer as the old one. Counted `late_verdict` if the message is no longer known.
 */
export function reclassify(draft: Draft, at: EpochMs, verdict: DeveloperVerdict): void {
  const remembered = draft.amended && recentTurn(draft, draft.amended.turnId);
  const message = remembered?.message;
  if (!message || at - message.at > VERDICT_WINDOW_MS) {
    drop(draft, 'late_verdict');
    return;
  }
  const to = classify({ messageType: 'text', verdict, failed: false });
  if (to.class === message.class && to.intent === message.intent) return;
  emitReclassified(draft, remembered.turnId, { message, to });
  const { intent: _, ...rest } = message;
  const changed = { ...rest, class: to.class, byDefault: false, ...present({ intent: to.intent }) };
  replaceRecent(draft, { ...remembered, message: changed });
  mendSession(draft, message, to.class);
}

function emitReclassified(
  draft: Draft,
  turnId: string,
  { message, to }: { readonly message: RecentMessage; readonly to: Classification },
): void {
  const { class: from, sessionId, dialog } = message;
  emit(draft, {
    kind: 'message_reclassified',
    at: message.at,
    turnId,
    segment: draft.conversation.segments[message.segment] ?? draft.segment,
    user: message.user,
    session: sessionId === undefined ? undefined : draft.sessions.get(sessionId),
    data: {
      from,
      to: to.class,
      reason: to.reason,
      ...present({ intent: to.intent, intentBefore: message.intent, score: to.score, dialog }),
    },
  });
}

/** The session remembers the class of its last message; a verdict on it changes that too. */
function mendSession(draft: Draft, message: RecentMessage, to: MessageClass): void {
  if (message.sessionId === undefined) return;
  const session = draft.sessions.get(message.sessionId);
  const last = draft.conversation.recentTurns.findLast((turn) => turn.message)?.message;
  if (session && last?.at === message.at) changeSession(draft, { ...session, lastClass: to });
}
