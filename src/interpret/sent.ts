/** A message that reached the user: whose it is, its session, and that it can be voted on. */

import type { Author } from '../model/event.ts';
import { present } from '../model/present.ts';
import { MAX_RATEABLE_MESSAGES } from '../model/state.ts';
import type { Session } from '../model/state.ts';
import type { EpochMs } from '../model/time.ts';
import type { CapturedActivity, SendStatus } from '../model/turn.ts';
import { recentTurn, replaceRecent } from './amended.ts';
import { changeSession, emit } from './draft.ts';
import type { Draft } from './draft.ts';
import { isHeldByHuman } from './handover.ts';
import { rememberSegment } from './segment.ts';
import { enterSession } from './sessions-of-draft.ts';

interface Sending {
  readonly activity: CapturedActivity;
  readonly status: SendStatus;
}

/**
 * Records an activity of the bot that is a message and reached the user. A streamed answer counts
 * once, by its final chunk; typing, traces and events are no messages.
 */
export function sendMessage(draft: Draft, at: EpochMs, sending: Sending): void {
  if (!reachedAsMessage(sending)) return;
  const { activity } = sending;
  const session = countInSession(draft, at);
  const author: Author =
    draft.humanHolds && isHeldByHuman(draft.conversation, askerOf(draft, at)) ? 'agent' : 'bot';
  emit(draft, {
    kind: 'message_sent',
    at,
    session,
    ...(session === undefined && { user: undefined }),
    data: {
      author,
      textLength: activity.textLength ?? 0,
      attachmentCount: activity.attachmentCount,
      proactive: draft.proactive,
      ...present({ responseTimeMs: author === 'bot' ? takeResponseTime(draft, at) : undefined }),
    },
  });
  if (author === 'bot') rememberRateable(draft, at, { activity, session });
}

function askerOf({ input, timeoutMs }: Draft, at: EpochMs): Parameters<typeof isHeldByHuman>[1] {
  return { user: input.known.user?.number, at, timeoutMs };
}

function reachedAsMessage({ activity, status }: Sending): boolean {
  if (activity.type !== 'message' || status === 'failed') return false;
  return activity.streamType === undefined || activity.streamType === 'final';
}

/** A proactive message to a group belongs to no session. */
function countInSession(draft: Draft, at: EpochMs): Session | undefined {
  const { conversation } = draft.input.captured.origin;
  if (draft.proactive && conversation?.isGroup === true) return undefined;
  const entered = enterSession(draft, at, 'bot_message');
  return entered && changeSession(draft, { ...entered, sent: entered.sent + 1 });
}

/** Time from the turn's message to its first answer; `undefined` for all further ones. */
function takeResponseTime(draft: Draft, at: EpochMs): number | undefined {
  if (draft.message) {
    if (draft.message.answered) return undefined;
    draft.message = { ...draft.message, answered: true };
    return Math.max(0, at - draft.input.captured.origin.at);
  }
  const asked = draft.amended && recentTurn(draft, draft.amended.turnId);
  if (!asked?.message || asked.message.answered) return undefined;
  replaceRecent(draft, { ...asked, message: { ...asked.message, answered: true } });
  return Math.max(0, at - asked.message.at);
}

function rememberRateable(
  draft: Draft,
  at: EpochMs,
  sent: { readonly activity: CapturedActivity; readonly session: Session | undefined },
): void {
  const { id } = sent.activity;
  const { segments, index } = rememberSegment(draft.conversation.segments, draft.segment);
  const entry = {
    at,
    segment: index,
    votes: [],
    ...present({
      key: id === undefined ? undefined : draft.input.activityKey(id),
      dialog: sent.session?.dialogs.at(-1)?.dialog,
    }),
  };
  draft.conversation = {
    ...draft.conversation,
    segments,
    rateable: [...draft.conversation.rateable, entry].slice(-MAX_RATEABLE_MESSAGES),
  };
}
