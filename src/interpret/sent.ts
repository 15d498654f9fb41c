/** A message that reached the user: whose it is, its session, and that it can be voted on. */

import type { Author } from '../model/event.ts';
import { present } from '../model/present.ts';
import type { Session } from '../model/state.ts';
import type { EpochMs } from '../model/time.ts';
import type { Fact } from '../model/turn.ts';
import { rememberBotMessage } from './bot-messages.ts';
import { changeSession, emit } from './draft.ts';
import type { Draft } from './draft.ts';
import { reachedAsMessage } from './evidence.ts';
import { isHeldByHuman } from './handover.ts';
import { recentTurn, replaceRecent } from './recent-turns.ts';
import type { RecentMessage } from './recent-turns.ts';
import { enterSession } from './sessions-of-draft.ts';

type Sending = Extract<Fact, { readonly type: 'outgoing' }>;

/**
 * Records an activity of the bot that is a message and reached the user. A streamed answer counts
 * once, by its final chunk; typing, traces and events are no messages.
 */
export function sendMessage(draft: Draft, sending: Sending): void {
  if (!reachedAsMessage(sending)) return;
  const { at, activity } = sending;
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
      ...present({
        responseTimeMs: author === 'bot' ? takeResponseTime(draft, at) : undefined,
        feedbackOffered: activity.feedbackOffered,
      }),
    },
  });
  if (author === 'bot') {
    rememberBotMessage(draft, at, { activity, dialog: session?.dialogs.at(-1)?.dialog });
  }
}

function askerOf({ input, timeoutMs }: Draft, at: EpochMs): Parameters<typeof isHeldByHuman>[1] {
  return { user: input.known.user?.number, at, timeoutMs };
}

/** A proactive message to a group belongs to no session. */
function countInSession(draft: Draft, at: EpochMs): Session | undefined {
  const { conversation } = draft.input.captured.origin;
  if (draft.proactive && conversation?.isGroup === true) return undefined;
  const entered = enterSession(draft, at, { entryPoint: 'bot_message' });
  return entered && changeSession(draft, { ...entered, sent: entered.sent + 1 });
}

/**
 * When a message was received, in the time of what answers it: amendments are timed with the turn of
 * their message, a continuation by the bot's clock.
 */
function receiptOf({ input }: Draft, { at, lagMs = 0 }: RecentMessage): EpochMs {
  return input.captured.type === 'turn' ? at + lagMs : at;
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
  return Math.max(0, at - receiptOf(draft, asked.message));
}
