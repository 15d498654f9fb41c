/** Which rule answers to which activity. */

import { present } from '../model/present.ts';
import type { CapturedActivity, Fact, Party } from '../model/turn.ts';
import { whenInSession } from './calls.ts';
import { emit } from './draft.ts';
import type { Draft } from './draft.ts';
import { handoverStatus, requestHandover } from './handover.ts';
import { receiveMessage } from './received.ts';
import { sendMessage } from './sent.ts';
import { isFromBot } from './participant.ts';

type IncomingFact = Extract<Fact, { readonly type: 'incoming' }>;
type OutgoingFact = Extract<Fact, { readonly type: 'outgoing' }>;

/** An activity from the channel: a message of the user, or a signal. */
export function applyIncoming(draft: Draft, { at, activity }: IncomingFact): void {
  if (isReceivedMessage(draft, activity)) {
    receiveMessage(draft, at, activity);
    return;
  }
  if (draft.amended || draft.proactive) return; // the SDK's own event: nobody sent it
  if (isFeedback(activity)) return;
  const data = {
    type: activity.type,
    ...present({ name: activity.name }),
  };
  emit(draft, { kind: 'signal_received', at, data });
  applyMembers(draft, at, activity);
  if (activity.type === 'event' && activity.name === 'handoff.status') {
    handoverStatus(draft, at, activity.handoffState);
  }
}

/**
 * A message of the user, empty ones included, or an Adaptive Card action that a person pressed
 * (`automatic` is a card that refreshes itself). What another bot sends is a signal.
 */
function isReceivedMessage({ input }: Draft, activity: CapturedActivity): boolean {
  if (isFromBot(input.captured.origin)) return false;
  if (activity.type === 'message') return true;
  const isCardAction = activity.type === 'invoke' && activity.name === 'adaptiveCard/action';
  return isCardAction && activity.cardTrigger !== 'automatic';
}

/** Votes and reactions are acts of the user, told by `recordFeedback`, and no signals. */
function isFeedback({ type, name }: CapturedActivity): boolean {
  if (type === 'messageReaction') return true;
  return name !== undefined && FEEDBACK_NAMES.has(name);
}

/** Teams' feedback buttons and form, and Web Chat's. */
const FEEDBACK_NAMES: ReadonlySet<string> = new Set([
  'message/submitAction',
  'message/fetchTask',
  'webchat:activity-status/feedback',
]);

function applyMembers(draft: Draft, at: number, activity: CapturedActivity): void {
  const added = countPeople(draft, activity.membersAdded);
  if (added > 0) emit(draft, { kind: 'member_added', at, data: { count: added } });
  const removed = countPeople(draft, activity.membersRemoved);
  if (removed > 0) emit(draft, { kind: 'member_removed', at, data: { count: removed } });
}

function countPeople({ input }: Draft, members: readonly Party[] | undefined): number {
  const botId = input.captured.origin.recipient?.id;
  return members?.filter(({ id, role }) => id !== botId && role !== 'bot').length ?? 0;
}

/** An activity of the bot: a message, or the SDK's word that a human is asked for. */
export function applyOutgoing(draft: Draft, fact: OutgoingFact): void {
  const { at, activity, status } = fact;
  if (activity.type === 'event' && activity.name === 'handoff.initiate' && status !== 'failed') {
    whenInSession(draft, at, (session) => requestHandover(draft, at, session));
    return;
  }
  sendMessage(draft, at, fact);
}

/** Tells whether an activity, in or out, ends the conversation. */
export function endsConversation(fact: Fact): boolean {
  if (fact.type !== 'incoming' && fact.type !== 'outgoing') return false;
  return fact.activity.type === 'endOfConversation';
}
