/**
 * Bot messages on which their user is asked to vote: each is a vote of `none` until the user gives
 * one, however late, and what is known of the message is kept with it.
 */

import { present } from '../model/present.ts';
import type { BotMessage, Session } from '../model/state.ts';
import type { EpochMs } from '../model/time.ts';
import type { CapturedActivity, Fact } from '../model/turn.ts';
import type { Draft } from './draft.ts';

type Outgoing = Extract<Fact, { readonly type: 'outgoing' }>;

/** Key by which votes name a message: without an id, its time. */
export function voteKey(key: string | undefined, at: EpochMs): string {
  return key ?? `@${at}`;
}

/** Tells whether a fact is a message with which the bot asks for a vote. */
export function isOffer(fact: Fact): fact is Outgoing {
  return fact.type === 'outgoing' && fact.activity.feedbackOffered === true;
}

/**
 * Keeps that the user of the session may vote on a message of the bot. Returns whether a vote of
 * `none` is to be counted: not where nobody could ever vote, nor where the vote came in before the message.
 */
export function offerVote(
  draft: Draft,
  at: EpochMs,
  { activity, session }: { readonly activity: CapturedActivity; readonly session: Session },
): boolean {
  const { known, activityKey } = draft.input;
  if (!known.conversation) return false;
  const key = activity.id === undefined ? undefined : activityKey(activity.id);
  const message = voteKey(key, at);
  // two messages without an id are two, though a vote cannot tell them apart
  if (draft.votes.has(message)) return key === undefined;
  draft.votes.set(message, {
    message,
    vote: 'none',
    messageAt: at,
    segment: draft.segment,
    sessionId: session.id,
    ...present({ dialog: session.dialogs.at(-1)?.dialog }),
  });
  return true;
}

/** Names the dialog of what was offered in this turn, where the stack has told it only now. */
export function nameOffers(draft: Draft, messages: readonly BotMessage[]): void {
  for (const { key, at, dialog } of messages) {
    const offered = draft.votes.get(voteKey(key, at));
    if (!offered || offered.dialog !== undefined || dialog === undefined) continue;
    if (!draft.input.known.votes.includes(offered)) {
      draft.votes.set(offered.message, { ...offered, dialog });
    }
  }
}
