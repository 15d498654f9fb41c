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
  const message = findMessage(draft, at, call.messageId);
  if (!message) return drop(draft, 'no_message');
  const replaces = message.votes.find(([voter]) => voter === user)?.[1];
  if (call.vote === (replaces ?? 'none')) return undefined;
  vote(draft, message, [user, call.vote]);
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

/** The message that is voted on; one that is not remembered is taken to be as old as the vote. */
function findMessage(
  { conversation, input, segment }: Draft,
  at: EpochMs,
  messageId: string | undefined,
): RateableMessage | undefined {
  const { rateable, segments } = conversation;
  if (messageId === undefined) return rateable.at(-1);
  const key = input.activityKey(messageId);
  const { index } = rememberSegment(segments, segment);
  return (
    rateable.findLast((message) => message.key === key) ?? { key, at, segment: index, votes: [] }
  );
}

function vote(
  draft: Draft,
  message: RateableMessage,
  entry: RateableMessage['votes'][number],
): void {
  const { segments } = rememberSegment(draft.conversation.segments, draft.segment);
  const others = message.votes.filter(([voter]) => voter !== entry[0]);
  const voted = { ...message, votes: [...others, entry].slice(-MAX_VOTES_PER_MESSAGE) };
  const { rateable } = draft.conversation;
  const known = rateable.includes(message)
    ? rateable.map((each) => (each === message ? voted : each))
    : [...rateable, voted].slice(-MAX_RATEABLE_MESSAGES);
  draft.conversation = { ...draft.conversation, segments, rateable: known };
}
