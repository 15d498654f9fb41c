/**
 * Votes on bot messages: one per message and user, the last one wins, one that
 * is taken back is none. A vote counts in the bucket and segment of the message that it is on.
 */

import { present } from '../model/present.ts';
import type { FeedbackVote, TurnCall } from '../model/call.ts';
import { SHORT_KEY_LENGTH } from '../model/state.ts';
import type { BotMessage, ConversationState, StoredVote } from '../model/state.ts';
import type { EpochMs } from '../model/time.ts';
import type { Fact } from '../model/turn.ts';
import { drop, emit } from './draft.ts';
import type { Draft } from './draft.ts';
import { isOffer, voteKey } from './offers.ts';
import { enterSession } from './sessions-of-draft.ts';

type FeedbackCall = Extract<TurnCall, { readonly name: 'recordFeedback' }>;

/** A vote as it comes in. */
interface Ballot {
  readonly at: EpochMs;
  /** As the channel names it; absent where it does not say. */
  readonly messageId?: string | undefined;
  readonly added?: FeedbackVote | undefined;
  /** A vote that is taken back, if it is the one that counts. */
  readonly removed?: FeedbackVote | undefined;
}

/** Returns the messages, by their pseudonyms, on which a turn votes or offers to: what is known of them is needed. */
export function votedMessages(
  facts: readonly Fact[],
  known: {
    readonly conversation: ConversationState | undefined;
    readonly activityKey: (id: string) => string;
  },
): readonly string[] {
  const ids = facts.flatMap((fact) => {
    if (fact.type === 'call' && fact.call.name === 'recordFeedback') return [fact.call.messageId];
    if (fact.type === 'incoming' && fact.activity.votes) return [fact.activity.replyToId];
    return [];
  });
  const shortKey = (id: string): string => known.activityKey(id).slice(0, SHORT_KEY_LENGTH);
  const keys = ids.map((id) => {
    if (id !== undefined) return shortKey(id);
    const message = inferred(known.conversation?.botMessages ?? []);
    return message && keyOf(message);
  });
  // a turn may be recorded after the vote on what was said in it
  for (const { at, activity } of facts.filter(isOffer)) {
    keys.push(voteKey(activity.id === undefined ? undefined : shortKey(activity.id), at));
  }
  return [...new Set(keys.filter((key) => key !== undefined))];
}

/** Records the vote of a call. */
export function recordFeedback(
  draft: Draft,
  { at, call }: { readonly at: EpochMs; readonly call: FeedbackCall },
): void {
  const reason = vote(draft, { at, messageId: call.messageId, added: call.vote });
  if (reason) drop(draft, reason);
}

/** Records the votes that the channel reported. What cannot be joined to anybody or anything is dropped. */
export function receiveVotes(
  draft: Draft,
  { at, activity }: Extract<Fact, { readonly type: 'incoming' }>,
): void {
  const reason = vote(draft, { at, messageId: activity.replyToId, ...activity.votes });
  if (reason) drop(draft, reason);
}

/** Returns why the vote cannot be recorded; `undefined` if it is, or changes nothing. */
function vote(draft: Draft, ballot: Ballot): 'no_user' | 'no_message' | undefined {
  if (draft.input.known.user === undefined) return 'no_user';
  const message = findMessage(draft, ballot);
  if (!message) return 'no_message';
  const replaces = draft.votes.get(message.message)?.vote;
  const next = nextVote(ballot, replaces);
  if (next === undefined) return undefined;
  const session = enterSession(draft, ballot.at, { entryPoint: 'act' });
  // of a message that is not remembered it is the session of the first vote
  const sessionId = message.sessionId ?? session?.id;
  draft.votes.set(message.message, { ...message, ...present({ sessionId }), vote: next });
  emit(draft, {
    kind: 'feedback_given',
    at: ballot.at,
    session,
    act: true,
    segment: message.segment,
    data: {
      vote: next,
      messageAt: message.messageAt,
      ...present({ replaces, messageSessionId: sessionId, dialog: message.dialog }),
      ...(ballot.messageId === undefined && { inferred: true as const }),
    },
  });
  return undefined;
}

/** Returns what the vote becomes; `undefined` if it stays what it is. */
function nextVote(
  { added, removed }: Ballot,
  before: FeedbackVote | undefined,
): FeedbackVote | undefined {
  const next = added ?? (removed === before ? 'none' : undefined);
  return next === (before ?? 'none') ? undefined : next;
}

/**
 * The message that is voted on. One that is not remembered, and had no vote before, is taken to be as
 * old as the vote; without an id it is the last one that offered feedback, or the last one.
 */
function findMessage(
  draft: Draft,
  { at, messageId }: Ballot,
): Omit<StoredVote, 'vote'> | undefined {
  const { botMessages } = draft.conversation;
  const key = messageId === undefined ? undefined : draft.input.activityKey(messageId);
  const message =
    key === undefined ? inferred(botMessages) : botMessages.findLast((each) => each.key === key);
  const id = key ?? (message && keyOf(message));
  if (id === undefined) return undefined;
  const voted = draft.votes.get(id);
  if (voted) return voted;
  if (!message) return { message: id, messageAt: at, segment: draft.segment };
  const segment = draft.conversation.segments[message.segment] ?? draft.segment;
  const { sessionId, dialog } = message;
  return { message: id, messageAt: message.at, segment, ...present({ sessionId, dialog }) };
}

function inferred(botMessages: readonly BotMessage[]): BotMessage | undefined {
  return botMessages.findLast(({ feedbackOffered }) => feedbackOffered) ?? botMessages.at(-1);
}

function keyOf({ key, at }: BotMessage): string {
  return voteKey(key, at);
}
