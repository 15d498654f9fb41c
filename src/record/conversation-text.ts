/**
 * The state of a conversation as text: it is written with every turn, so lists of tuples in place
 * of objects, which takes a third of the time and of the room.
 */

import type { FeedbackVote } from '../model/call.ts';
import type { MessageClass } from '../model/event.ts';
import { present } from '../model/present.ts';
import type { Segment } from '../model/segment.ts';
import type {
  ConversationState,
  OpenHandover,
  RateableMessage,
  RecentTurn,
} from '../model/state.ts';

/** `null` stands for a field that is absent. */
type TurnTuple = readonly [
  turnId: string,
  activityKey: string | null,
  at: number,
  messageClass: MessageClass,
  segment: number,
  answered: 0 | 1,
  byDefault: 0 | 1,
  classBefore: MessageClass | null,
  intent: string | null,
  user: number | null,
  sessionId: string | null,
  dialog: string | null,
];

type RateableTuple = readonly [
  key: string | null,
  at: number,
  segment: number,
  dialog: string | null,
  votes: readonly (readonly [number, FeedbackVote])[],
];

type StateTuple = readonly [
  segments: readonly Segment[],
  recentTurns: readonly TurnTuple[],
  rateable: readonly RateableTuple[],
  handovers: readonly OpenHandover[],
];

/** Writes a state as text. */
export function conversationToText(state: ConversationState): string {
  const { segments, recentTurns, rateable, handovers } = state;
  const turns: TurnTuple[] = [];
  for (const turn of recentTurns) if (turn.message) turns.push(turnTuple(turn, turn.message));
  const tuple: StateTuple = [segments, turns, rateable.map(rateableTuple), handovers];
  return JSON.stringify(tuple);
}

/** Reads what {@link conversationToText} wrote. */
export function conversationFromText(text: string): ConversationState {
  const [segments, recentTurns, rateable, handovers] = JSON.parse(text) as StateTuple;
  return {
    segments,
    recentTurns: recentTurns.map(turnFrom),
    rateable: rateable.map(rateableFrom),
    handovers,
  };
}

function turnTuple(
  { turnId, activityKey }: RecentTurn,
  message: NonNullable<RecentTurn['message']>,
): TurnTuple {
  const { at, segment, answered, intent, user, sessionId, dialog } = message;
  return [
    turnId,
    activityKey ?? null,
    at,
    message.class,
    segment,
    answered ? 1 : 0,
    message.byDefault ? 1 : 0,
    message.classBefore ?? null,
    intent ?? null,
    user ?? null,
    sessionId ?? null,
    dialog ?? null,
  ];
}

function turnFrom(tuple: TurnTuple): RecentTurn {
  const [turnId, activityKey, at, messageClass, segment, answered, byDefault, ...names] = tuple;
  const [classBefore, intent, user, sessionId, dialog] = names.map((name) => name ?? undefined) as [
    MessageClass | undefined,
    string | undefined,
    number | undefined,
    string | undefined,
    string | undefined,
  ];
  return {
    turnId,
    ...present({ activityKey: activityKey ?? undefined }),
    message: {
      at,
      class: messageClass,
      segment,
      answered: answered === 1,
      byDefault: byDefault === 1,
      ...present({ classBefore, intent, user, sessionId, dialog }),
    },
  };
}

function rateableTuple({ key, at, segment, dialog, votes }: RateableMessage): RateableTuple {
  return [key ?? null, at, segment, dialog ?? null, votes];
}

function rateableFrom([key, at, segment, dialog, votes]: RateableTuple): RateableMessage {
  return {
    at,
    segment,
    votes,
    ...present({ key: key ?? undefined, dialog: dialog ?? undefined }),
  };
}
