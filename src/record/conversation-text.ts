/**
 * The state of a conversation as text: it is written with every turn, so lists of tuples in place
 * of objects, which takes a third of the time and of the room.
 */

import type { MessageClass } from '../model/event.ts';
import { present } from '../model/present.ts';
import type { Segment } from '../model/segment.ts';
import type {
  ConversationState,
  DialogStack,
  BotMessage,
  OpenHandover,
  RecentTurn,
  RememberedButton,
} from '../model/state.ts';

/** `null` stands for a field that is absent. The last ones were added later: what was written before has none. */
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
  clicked: 0 | 1,
  unanswered: 0 | 1,
  continuedBy: string | null,
  lagMs: number,
  pending: Pending | null,
  phrase?: string | null,
];

/** Of a message that waits for its answer. */
type Pending = Pick<NonNullable<RecentTurn['message']>, 'settleAt' | 'received'>;

type BotMessageTuple = readonly [
  key: string | null,
  at: number,
  segment: number,
  latest: 0 | 1,
  feedbackOffered: 0 | 1,
  proactive: 0 | 1,
  dialog: string | null,
  prompt: string | null,
  choices: readonly string[] | null,
  buttons: readonly ButtonTuple[] | null,
  sessionId?: string | null,
];

type ButtonTuple = readonly [
  type: RememberedButton['type'],
  title: string,
  texts: readonly string[],
  value: readonly string[] | null,
  destination: string | null,
  verb: string | null,
];

type StateTuple = readonly [
  segments: readonly Segment[],
  recentTurns: readonly TurnTuple[],
  botMessages: readonly BotMessageTuple[],
  handovers: readonly OpenHandover[],
  stack: DialogStack | null,
  welcomed?: readonly string[] | null,
];

/** Writes a state as text. */
export function conversationToText(state: ConversationState): string {
  const { segments, recentTurns, botMessages, handovers, stack = null, welcomed = null } = state;
  const turns: TurnTuple[] = [];
  for (const turn of recentTurns) if (turn.message) turns.push(turnTuple(turn, turn.message));
  const messages = botMessages.map(botMessageTuple);
  const tuple: StateTuple = [segments, turns, messages, handovers, stack, welcomed];
  return JSON.stringify(tuple);
}

/** Reads what {@link conversationToText} wrote. */
export function conversationFromText(text: string): ConversationState {
  const tuple = JSON.parse(text) as StateTuple;
  const [segments, recentTurns, botMessages, handovers, stack, welcomed] = tuple;
  return {
    segments,
    recentTurns: recentTurns.map(turnFrom),
    botMessages: botMessages.map(botMessageFrom),
    handovers,
    stack: stack ?? undefined,
    welcomed: welcomed ?? undefined,
  };
}

function turnTuple(
  { turnId, activityKey, continuedBy }: RecentTurn,
  message: NonNullable<RecentTurn['message']>,
): TurnTuple {
  const { at, segment, answered, intent, user, sessionId, dialog } = message;
  return [
    turnId,
    activityKey ?? null,
    at,
    message.class,
    segment,
    flag(answered),
    flag(message.byDefault),
    message.classBefore ?? null,
    intent ?? null,
    user ?? null,
    sessionId ?? null,
    dialog ?? null,
    flag(message.clicked),
    flag(message.unanswered),
    continuedBy ?? null,
    message.lagMs ?? 0,
    pendingOf(message),
    message.phrase ?? null,
  ];
}

function pendingOf({ settleAt, received }: NonNullable<RecentTurn['message']>): Pending | null {
  return settleAt === undefined ? null : { settleAt, ...present({ received }) };
}

function flag(is: boolean | undefined): 0 | 1 {
  return is ? 1 : 0;
}

function turnFrom(tuple: TurnTuple): RecentTurn {
  // one by one: to take tuples of this length apart costs more than to parse them
  const names = {
    classBefore: tuple[7],
    intent: tuple[8],
    user: tuple[9],
    sessionId: tuple[10],
    dialog: tuple[11],
    phrase: tuple[17] ?? null,
  };
  const lagMs = tuple[15];
  return {
    turnId: tuple[0],
    ...known({ activityKey: tuple[1], continuedBy: tuple[14] }),
    message: {
      at: tuple[2],
      class: tuple[3],
      segment: tuple[4],
      answered: tuple[5] === 1,
      byDefault: tuple[6] === 1,
      ...known(names),
      ...(lagMs !== 0 && { lagMs }),
      ...(tuple[12] === 1 && { clicked: true as const }),
      ...(tuple[13] === 1 && { unanswered: true as const }),
      ...tuple[16],
    },
  };
}

/** The fields that are not `null`. */
function known<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], null> } {
  const kept: { [K in keyof T]?: Exclude<T[K], null> } = {};
  for (const field in fields) {
    const value = fields[field];
    if (value !== null) kept[field] = value as Exclude<T[typeof field], null>;
  }
  return kept;
}

function botMessageTuple(message: BotMessage): BotMessageTuple {
  const { key, at, segment, latest, dialog, prompt, choices, buttons } = message;
  return [
    key ?? null,
    at,
    segment,
    flag(latest),
    flag(message.feedbackOffered),
    flag(message.proactive),
    dialog ?? null,
    prompt ?? null,
    choices ?? null,
    buttons?.map(buttonTuple) ?? null,
    message.sessionId ?? null,
  ];
}

function botMessageFrom(tuple: BotMessageTuple): BotMessage {
  const buttons = tuple[9];
  const names = {
    key: tuple[0],
    dialog: tuple[6],
    prompt: tuple[7],
    choices: tuple[8],
    buttons: buttons && buttons.map(buttonFrom),
    sessionId: tuple[10] ?? null,
  };
  return {
    at: tuple[1],
    segment: tuple[2],
    latest: tuple[3] === 1,
    ...known(names),
    ...(tuple[4] === 1 && { feedbackOffered: true as const }),
    ...(tuple[5] === 1 && { proactive: true as const }),
  };
}

function buttonTuple(button: RememberedButton): ButtonTuple {
  const { type, title, texts, value, destination, verb } = button;
  return [type, title, texts, value ?? null, destination ?? null, verb ?? null];
}

function buttonFrom([type, title, texts, value, destination, verb]: ButtonTuple): RememberedButton {
  return {
    type,
    title,
    texts,
    ...present({
      value: value ?? undefined,
      destination: destination ?? undefined,
      verb: verb ?? undefined,
    }),
  };
}
