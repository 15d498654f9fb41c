/** Which rule answers to which activity. */

import { present } from '../model/present.ts';
import { MAX_WELCOMED } from '../model/state.ts';
import type { EpochMs } from '../model/time.ts';
import type { CapturedActivity, DialogTrace, Fact, Party } from '../model/turn.ts';
import { changeConversation, emit } from './draft.ts';
import type { Draft } from './draft.ts';
import { applyHandoverSign } from './handover-signs.ts';
import { memberKey } from './hashes.ts';
import { receiveMessage } from './received.ts';
import { sendMessage } from './sent.ts';
import { whenInSession } from './sessions-of-draft.ts';
import { findClick, recordFoundClick } from './clicks.ts';
import { applyStack } from './dialogs.ts';
import { receiveVotes } from './feedback.ts';
import { isFromBot } from './participant.ts';

type IncomingFact = Extract<Fact, { readonly type: 'incoming' }>;
type OutgoingFact = Extract<Fact, { readonly type: 'outgoing' }>;

/** An activity from the channel: a message of the user, or a signal. */
export function applyIncoming(draft: Draft, fact: IncomingFact): void {
  const { at, activity } = fact;
  if (isReceivedMessage(draft, activity)) receiveMessage(draft, at, activity);
  else if (draft.amended || draft.proactive)
    return; // the SDK's own event: nobody sent it
  else if (activity.votes) receiveVotes(draft, fact);
  else if (isPressed(draft, activity)) receiveClick(draft, at, activity);
  else receiveSignal(draft, at, activity);
  if (activity.handover) applyHandoverSign(draft, at, activity.handover);
}

/** A button that sends no message (a task module, a suggested action of Teams). */
function isPressed({ input }: Draft, { pressed }: CapturedActivity): boolean {
  return pressed !== undefined && !isFromBot(input.captured.origin);
}

function receiveClick(draft: Draft, at: EpochMs, activity: CapturedActivity): void {
  draft.click = findClick(draft, activity);
  if (draft.click) recordFoundClick(draft, at, draft.click);
}

function receiveSignal(draft: Draft, at: EpochMs, activity: CapturedActivity): void {
  const data = {
    type: activity.type,
    ...present({ name: activity.name }),
  };
  emit(draft, { kind: 'signal_received', at, data });
  applyMembers(draft, at, activity);
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

function applyMembers(draft: Draft, at: number, activity: CapturedActivity): void {
  const added = peopleIn(draft, activity.membersAdded);
  if (added.length > 0) {
    const data = { count: added.length, ...present({ welcomed: welcome(draft, added) }) };
    emit(draft, { kind: 'member_added', at, data });
  }
  const removed = peopleIn(draft, activity.membersRemoved);
  if (removed.length > 0) {
    emit(draft, { kind: 'member_removed', at, data: { count: removed.length } });
  }
}

function peopleIn({ input }: Draft, members: readonly Party[] = []): readonly Party[] {
  const botId = input.captured.origin.recipient?.id;
  return members.filter(({ id, role }) => id !== botId && role !== 'bot');
}

/** Remembers members, and returns how many of them the conversation did not know; `undefined` if it knew all. */
function welcome(draft: Draft, members: readonly Party[]): number | undefined {
  if (!draft.input.known.conversation) return undefined;
  const known = draft.conversation.welcomed ?? [];
  const keys = new Set(members.map(({ id }) => memberKey(draft, id)));
  const fresh = [...keys].filter((key) => !known.includes(key));
  if (fresh.length === 0) return undefined;
  const welcomed = [...known, ...fresh].slice(-MAX_WELCOMED);
  changeConversation(draft, { welcomed });
  return fresh.length;
}

/** Takes the dialogs that wait at the end of a turn, where the bot's state has told them. */
export function applyOwnStack(draft: Draft, at: EpochMs): void {
  const trace = ownStack(draft);
  if (trace) whenInSession(draft, at, (session) => applyStack(draft, at, { session, trace }));
}

function ownStack({ input: { captured } }: Draft): DialogTrace | undefined {
  return captured.type === 'turn' ? captured.stack : undefined;
}

/** An activity of the bot: a message, the SDK's word about its dialogs, or that a human is asked for. */
export function applyOutgoing(draft: Draft, fact: OutgoingFact): void {
  const { at, activity, status } = fact;
  const { stack, handover } = activity;
  if (stack && !ownStack(draft)) {
    whenInSession(draft, at, (session) => applyStack(draft, at, { session, trace: stack }));
  }
  sendMessage(draft, fact);
  if (handover && status !== 'failed') applyHandoverSign(draft, at, handover);
}

/** Tells whether an activity, in or out, ends the conversation. */
export function endsConversation(fact: Fact): boolean {
  if (fact.type !== 'incoming' && fact.type !== 'outgoing') return false;
  return fact.activity.type === 'endOfConversation';
}
