/** The turns of a replay that are still open: a few per conversation, and a bounded number in all. */

import { HOUR_MS, MINUTE_MS } from '../model/time.ts';
import type { EpochMs } from '../model/time.ts';
import { MAX_FACTS_PER_TURN } from '../model/turn.ts';
import type { CapturedTurn, Fact } from '../model/turn.ts';
import { senderInTurn } from './replay-sender.ts';
import type { Sender } from './replay-sender.ts';
import type { OriginDraft } from './origin.ts';
import { turnIdOf } from './replay-ids.ts';

/** Turns of one conversation to which an answer may still come. */
const MAX_OPEN_TURNS = 3;

/** Conversations with open turns; beyond it the one that was silent longest is closed. */
const MAX_OPEN_CONVERSATIONS = 1_000;

/** Facts of all open turns. */
const MAX_OPEN_FACTS = 20_000;

/** How long after its last activity a turn takes what the bot sends: what answers it by name, and the rest. */
const TAKES_MS = { answer: HOUR_MS, anything: 5 * MINUTE_MS } as const;

/** A turn before its end. */
export interface ReplayedTurn {
  readonly origin: OriginDraft;
  readonly facts: Fact[];
  /** Id of what came in; absent where the bot began. */
  readonly incomingId?: string;
  lastAt: EpochMs;
  error?: CapturedTurn['error'];
}

/** The open turns of one conversation, oldest first. */
export interface OpenTurns {
  readonly key: string;
  readonly turns: ReplayedTurn[];
  lastAt: EpochMs;
}

export interface TurnKeeper {
  /** Opens a turn; the oldest of the conversation is closed where there are too many. */
  open(key: string, turn: ReplayedTurn): void;
  /** Returns the turn that something the bot sent belongs to; none if it began by itself. */
  takerOf(
    key: string,
    sent: { readonly at: EpochMs; readonly replyToId?: string | undefined },
  ): ReplayedTurn | undefined;
  /** Adds to an open turn; `false` if it is full. */
  add(key: string, turn: ReplayedTurn, fact: Fact): boolean;
  /** Returns who sent an activity of the conversation's open turns. */
  senderOf(key: string, activityId: string): Sender | undefined;
  /** Closes the turns that nothing can come for any more, now that it is `at`. */
  passTo(at: EpochMs): void;
  closeAll(): void;
}

/** What a keeper remembers. */
interface Desk {
  readonly sink: (turn: CapturedTurn) => void;
  /** Those that were silent longest stand first. */
  readonly conversations: Map<string, OpenTurns>;
  openFacts: number;
}

/** @param sink takes each turn when it is closed: of a conversation in the order they were opened */
export function turnKeeper(sink: (turn: CapturedTurn) => void): TurnKeeper {
  const conversations = new Map<string, OpenTurns>();
  const desk: Desk = { sink, conversations, openFacts: 0 };
  return {
    open: (key, turn) => open(desk, key, turn),
    takerOf: (key, sent) => takerAmong(conversations.get(key)?.turns ?? [], sent),
    add: (key, turn, fact) => addFact(desk, key, { turn, fact }),
    senderOf(key, activityId) {
      for (const turn of conversations.get(key)?.turns.toReversed() ?? []) {
        const sender = senderInTurn(turn, activityId);
        if (sender) return sender;
      }
      return undefined;
    },
    passTo(at) {
      for (const oldest of conversations.values()) {
        if (at - oldest.lastAt <= TAKES_MS.answer) return;
        closeConversation(desk, oldest);
      }
    },
    closeAll() {
      for (const conversation of conversations.values()) closeConversation(desk, conversation);
    },
  };
}

function open(desk: Desk, key: string, turn: ReplayedTurn): void {
  const conversation = desk.conversations.get(key) ?? { key, turns: [], lastAt: turn.lastAt };
  conversation.turns.push(turn);
  desk.openFacts += turn.facts.length;
  touch(desk, conversation, turn.lastAt);
  if (conversation.turns.length > MAX_OPEN_TURNS) close(desk, conversation.turns.splice(0, 1));
  makeRoom(desk);
}

function addFact(
  desk: Desk,
  key: string,
  { turn, fact }: { readonly turn: ReplayedTurn; readonly fact: Fact },
): boolean {
  if (turn.facts.length >= MAX_FACTS_PER_TURN) return false;
  turn.facts.push(fact);
  turn.lastAt = Math.max(turn.lastAt, fact.at);
  desk.openFacts++;
  const conversation = desk.conversations.get(key);
  if (conversation) touch(desk, conversation, fact.at);
  makeRoom(desk);
  return true;
}

function touch({ conversations }: Desk, conversation: OpenTurns, at: EpochMs): void {
  conversation.lastAt = Math.max(conversation.lastAt, at);
  conversations.delete(conversation.key);
  conversations.set(conversation.key, conversation);
}

/** The conversation in hand stands last and stays. */
function makeRoom(desk: Desk): void {
  const { conversations } = desk;
  for (const oldest of conversations.values()) {
    const isFull = conversations.size > MAX_OPEN_CONVERSATIONS || desk.openFacts > MAX_OPEN_FACTS;
    if (!isFull || conversations.size === 1) return;
    closeConversation(desk, oldest);
  }
}

function closeConversation(desk: Desk, { key, turns }: OpenTurns): void {
  desk.conversations.delete(key);
  close(desk, turns);
}

function close(desk: Desk, turns: readonly ReplayedTurn[]): void {
  for (const turn of turns) {
    desk.openFacts -= turn.facts.length;
    desk.sink(closedTurn(turn));
  }
}

function takerAmong(
  turns: readonly ReplayedTurn[],
  { at, replyToId }: { readonly at: EpochMs; readonly replyToId?: string | undefined },
): ReplayedTurn | undefined {
  const named =
    replyToId === undefined ? undefined : turns.find((turn) => turn.incomingId === replyToId);
  if (named && at - named.lastAt <= TAKES_MS.answer) return named;
  const latest = turns.at(-1);
  return latest && at - latest.lastAt <= TAKES_MS.anything ? latest : undefined;
}

function closedTurn({ origin, facts, error }: ReplayedTurn): CapturedTurn {
  const turnId = turnIdOf(origin.channel, origin.conversation?.id, facts);
  return {
    type: 'turn',
    origin: Object.assign(origin, { turnId }),
    facts,
    ...(error && { error }),
  };
}
