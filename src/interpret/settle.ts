/**
 * Messages that nobody has answered yet. They count as unrecognized at once; within the minute an
 * answer makes them recognized, and any other fact of the conversation, or the end of the minute,
 * settles them as they are. Destinations hear of such a message when it is settled.
 */

import type { EventData } from '../model/event.ts';
import { present } from '../model/present.ts';
import type { RecentTurn } from '../model/state.ts';
import { SETTLE_AFTER_MS } from '../model/state.ts';
import type { EpochMs } from '../model/time.ts';
import type { Captured } from '../model/turn.ts';
import { BY_DEFAULT, classify } from './classify.ts';
import { emit } from './draft.ts';
import type { Draft } from './draft.ts';
import { evidenceOf, isAnswer } from './evidence.ts';
import {
  changeClass,
  emitReclassified,
  mendSession,
  placeOf,
  recentTurn,
  replaceRecent,
} from './recent-turns.ts';
import type { RecentMessage } from './recent-turns.ts';
import { NO_ANSWER } from './rules/no-answer.ts';
import type { Classification } from './rules/rule.ts';

type ClassData = Pick<EventData['message_received'], 'class' | 'reason' | 'confidence'>;

/** What is remembered of a message so that it can be settled later; nothing for one that is settled. */
export function provisional(
  draft: Draft,
  classification: Classification,
  received: NonNullable<RecentMessage['received']>,
): Pick<RecentMessage, 'settleAt' | 'received'> {
  // the bot's code may give the same reason, and means it
  if (classification.reason !== NO_ANSWER || classification.confidence === 'certain') return {};
  return { settleAt: draft.input.captured.origin.receivedAt + SETTLE_AFTER_MS, received };
}

/** The reason by which a late answer makes a message a recognized one. */
const LATE_ANSWER: Classification = { ...BY_DEFAULT, reason: 'late_answer' };

/** Settles what waits, as far as what came in tells. To be called before its facts are gone through. */
export function settlePending(draft: Draft): void {
  for (const turn of draft.conversation.recentTurns) {
    if (turn.message?.settleAt !== undefined) settleOne(draft, turn);
    const settled = recentTurn(draft, turn.turnId);
    if (settled?.message?.unanswered) answerAfterAll(draft, settled);
  }
}

/** A long-running call goes on after the minute, or after the user has written again: one message over two turns. */
function answerAfterAll(draft: Draft, turn: RecentTurn): void {
  const { message } = turn;
  const { captured, facts } = draft.input;
  if (!message || captured.type !== 'turn' || draft.amended?.turnId !== turn.turnId) return;
  if (!facts.some(isAnswer)) return;
  const to = reconsidered(draft);
  changeClass(draft, turn, to);
  mendSession(draft, message, to.class);
}

function settleOne(draft: Draft, turn: RecentTurn): void {
  const { captured, facts } = draft.input;
  const { message } = turn;
  if (message?.settleAt === undefined) return;
  const isOurs = isAbout(draft, turn);
  const answer = isOurs ? facts.find(isAnswer) : undefined;
  if (nowOf(captured, (answer ?? facts.at(-1))?.at) > message.settleAt) {
    settle(draft, turn, undefined);
  } else if (answer) {
    const to = reconsidered(draft);
    settle(draft, turn, to);
    mendSession(draft, message, to.class);
  } else if (!isOurs && isNews(draft)) {
    settle(draft, turn, undefined);
  }
}

/** The user or the channel goes on; that somebody types, or that another message is answered, is no news. */
function isNews({ amended, input: { facts } }: Draft): boolean {
  if (amended) return false;
  return facts.some((fact) => fact.type !== 'incoming' || fact.activity.type !== 'typing');
}

/** What the bot does for the turn, or of its own accord, may be the answer; what others do is none. */
function isAbout(draft: Draft, turn: RecentTurn): boolean {
  const { proactive, amended } = draft;
  return proactive || amended?.turnId === turn.turnId || isRedelivery(draft, turn);
}

/** The channel sent the same message once more, which is no new fact: what the bot says now may be its answer. */
function isRedelivery({ input }: Draft, { activityKey }: RecentTurn): boolean {
  const { captured, facts } = input;
  const first = captured.type === 'turn' ? captured.facts[0] : undefined;
  if (activityKey === undefined || first?.type !== 'incoming' || facts.includes(first))
    return false;
  return first.activity.id !== undefined && input.activityKey(first.activity.id) === activityKey;
}

/** The present by the bot's clock, which `settleAt` is told in. */
function nowOf({ origin }: Captured, at: EpochMs = origin.at): EpochMs {
  return origin.receivedAt + (at - origin.at);
}

/** What the message is, now that the answer is there. A verdict in a turn of the bot's own is not about it. */
function reconsidered(draft: Draft): Classification {
  const { verdict, ...seen } = evidenceOf(draft, { messageType: 'text' });
  const meant = draft.amended ? verdict : undefined;
  const classification = classify({ ...seen, held: false, verdict: meant });
  return classification === BY_DEFAULT ? LATE_ANSWER : classification;
}

/** Settles a message, as what it was taken for or as something else; destinations hear of it now. */
export function settle(draft: Draft, turn: RecentTurn, to: Classification | undefined): void {
  const { message } = turn;
  if (!message?.received) return;
  const { settleAt: _, received: __, ...rest } = message;
  const { intent: ___, ...same } = rest;
  const settled: RecentMessage =
    to === undefined
      ? { ...rest, unanswered: true }
      : { ...same, class: to.class, byDefault: false, ...present({ intent: to.intent }) };
  replaceRecent(draft, { ...turn, message: settled });
  if (to && to.class !== message.class) {
    emitReclassified(draft, turn, { to, only: 'reports' });
  }
  tell(draft, turn, to);
}

const UNANSWERED = { reason: NO_ANSWER, confidence: 'probable' } as const;

function tell(draft: Draft, turn: RecentTurn, to: Classification | undefined): void {
  const { message } = turn;
  if (!message?.received) return;
  const { received, dialog, phrase } = message;
  const { class: concluded, reason, confidence } = to ?? { class: message.class, ...UNANSWERED };
  const said: ClassData = { class: concluded, reason, confidence };
  const sent = { ...placeOf(draft, turn.turnId, message), only: 'destinations' } as const;
  emit(draft, { kind: 'message_received', act: true, data: { ...received, ...said }, ...sent });
  emitClass(draft, sent, { said, dialog, intent: to?.intent, score: to?.score, phrase });
}

/** The event that says which class a message is of; a system message has none. */
export function emitClass(
  draft: Draft,
  place: Omit<Parameters<typeof emit>[1], 'kind' | 'data'>,
  {
    said: { class: concluded, reason, confidence },
    dialog,
    intent,
    score,
    phrase,
  }: {
    readonly said: ClassData;
    readonly dialog?: string | undefined;
    readonly intent?: string | undefined;
    readonly score?: number | undefined;
    readonly phrase?: string | undefined;
  },
): void {
  if (concluded === 'recognized') {
    const data = { reason, confidence, ...present({ intent, score, phrase }) };
    emit(draft, { kind: 'message_recognized', data, ...place });
  } else if (concluded === 'unrecognized') {
    const data = { reason, confidence, ...present({ dialog }) };
    emit(draft, { kind: 'message_unrecognized', data, ...place });
  }
}
