/**
 * Votes on bot messages: one per message and user, the last one wins, one that
 * is taken back is none. A vote counts in the bucket and segment of the message that it is on.
 */

import { present } from '../model/present.ts';
import type { TurnCall } from '../model/call.ts';
import { MAX_RATEABLE_MESSAGES, MAX_VOTES_PER_MESSAGE } from '../model/state.ts';
import type { RateableMessage } from '../model/state.ts';
import type { EpochMs } from '../model/time.ts';
import { drop, emit } from './draft.ts';
import type { Draft } from './draft.ts';
import { rememberSegment } from './segment.ts';
import { enterSession } from './sessions-of-draft.ts';

type FeedbackCall = Extract<TurnCall, { readonly name: 'recordFeedback' }>;

/**
 * Records a vote. Without a message id it is on the last bot message of the conversation; a message
 * that is no longer remembered is taken to be as old as the vote.
 */
export function recordFeedback(
  draft: Draft,
  { at, call }: { readonly at: EpochMs; readonly call: FeedbackCall },
): void {
  const user = draft.input.known.user?.number;
  if (user === undefined) return drop(draft, 'no_user');
  const index = findMessage(draft, at, call.messageId);
  const message = draft.conversation.rateable[index];
  if (!message) return drop(draft, 'no_message');
  const replaces = message.votes.find(([voter]) => voter === user)?.[1];
  if (call.vote === (replaces ?? 'none')) return undefined;
  vote(draft, index, [user, call.vote]);
  const session = enterSession(draft, at, 'act');
  emit(draft, {
    kind: 'feedback_given',
    at,
    session,
    act: true,
    segment: draft.conversation.segments[message.segment] ?? draft.segment,
    data: {
      vote: call.vote,
      messageAt: message.at,
      ...present({ replaces }),
      ...present({ dialog: message.dialog }),
    },
  });
}

/** Index of the message in the conversation's list; one that is not there is put there. */
function findMessage(draft: Draft, at: EpochMs, messageId: string | undefined): number {
  const { rateable } = draft.conversation;
  if (messageId === undefined) return rateable.length - 1;
  const key = draft.input.activityKey(messageId);
  const found = rateable.findLastIndex((message) => message.key === key);
  if (found >= 0) return found;
  const { segments, index } = rememberSegment(draft.conversation.segments, draft.segment);
  const added: RateableMessage = { key, at, segment: index, votes: [] };
  const kept = [...rateable, added].slice(-MAX_RATEABLE_MESSAGES);
  draft.conversation = { ...draft.conversation, segments, rateable: kept };
  return kept.length - 1;
}

function vote(draft: Draft, index: number, entry: RateableMessage['votes'][number]): void {
  const rateable = draft.conversation.rateable.map((message, i) => {
    if (i !== index) return message;
    const others = message.votes.filter(([voter]) => voter !== entry[0]);
    return { ...message, votes: [...others, entry].slice(-MAX_VOTES_PER_MESSAGE) };
  });
  draft.conversation = { ...draft.conversation, rateable };
}
