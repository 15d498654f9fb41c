/** A message that reached the user: whose it is, its session, and that it can be voted on. */

import type { Author, EventData } from '../model/event.ts';
import { present } from '../model/present.ts';
import type { Session } from '../model/state.ts';
import type { EpochMs } from '../model/time.ts';
import type { Fact } from '../model/turn.ts';
import { rememberBotMessage } from './bot-messages.ts';
import { changeSession, emit } from './draft.ts';
import type { Draft } from './draft.ts';
import { reachedAsMessage } from './evidence.ts';
import { isHeldByHuman } from './handover.ts';
import { isOffer, offerVote } from './offers.ts';
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
      ...(author === 'bot' && takeResponseTime(draft, at)),
      ...(author === 'bot' && isToBeVotedOn(draft, sending, session) && OFFERED),
    },
  });
  if (author === 'bot') rememberBotMessage(draft, at, { activity, session });
}

const OFFERED = { feedbackOffered: true } as const;

function isToBeVotedOn(draft: Draft, sending: Sending, session: Session | undefined): boolean {
  const { at, activity } = sending;
  if (!isOffer(sending)) return false;
  return session === undefined || offerVote(draft, at, { activity, session });
}

function askerOf({ input, timeoutMs }: Draft, at: EpochMs): Parameters<typeof isHeldByHuman>[1] {
  return { user: input.known.user?.number, at, timeoutMs };
}

/** A proactive message to a group belongs to no session. */
function countInSession(draft: Draft, at: EpochMs): Session | undefined {
  const { conversation } = draft.input.captured.origin;
  if (draft.proactive && conversation?.isGroup === true) return undefined;
  const entered = enterSession(draft, at, { entryPoint: 'bot_message' });
  return entered && changeSession(draft, entered, { sent: entered.sent + 1 });
}

/**
 * When a message was received, in the time of what answers it: amendments are timed with the turn of
 * their message, a continuation by the bot's clock.
 */
function receiptOf({ input }: Draft, { at, lagMs = 0 }: RecentMessage): EpochMs {
  return input.captured.type === 'turn' ? at + lagMs : at;
}

/** What the first answer to a message says of it; nothing for all further ones. */
function takeResponseTime(
  draft: Draft,
  at: EpochMs,
): Pick<EventData['message_sent'], 'responseTimeMs' | 'dialog'> {
  if (draft.message) {
    if (draft.message.answered) return {};
    draft.message = { ...draft.message, answered: true };
    return responseTo(draft.message, at - draft.input.captured.origin.at);
  }
  const asked = draft.amended && recentTurn(draft, draft.amended.turnId);
  if (!asked?.message || asked.message.answered) return {};
  replaceRecent(draft, { ...asked, message: { ...asked.message, answered: true } });
  return responseTo(asked.message, at - receiptOf(draft, asked.message));
}

function responseTo(
  { dialog }: RecentMessage,
  passedMs: number,
): Pick<EventData['message_sent'], 'responseTimeMs' | 'dialog'> {
  return { responseTimeMs: Math.max(0, passedMs), ...present({ dialog }) };
}
