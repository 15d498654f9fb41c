/**
 * Replay: makes the turns of a transcript that the middleware would have captured, had it been there.
 *
 * A turn is one activity that came in, and what the bot sent until the next one of the conversation;
 * what answers an earlier activity by name belongs to that one's turn as long as it is open. What
 * the bot sends first, or after a long silence, is a proactive turn. Everything bears the
 * transcript's own times, and ids that are the same whenever it is replayed.
 */

import type { LRUCache } from 'lru-cache';

import { boundedCache } from '../model/bounded-cache.ts';
import type { EpochMs } from '../model/time.ts';
import type { CapturedActivity, CapturedTurn, Fact } from '../model/turn.ts';
import { readIncoming, readOutgoing } from './activity.ts';
import { channelIdOf } from './channel.ts';
import { readOrigin } from './origin.ts';
import type { OriginDraft } from './origin.ts';
import { MAX_WORD_LENGTH, createReader } from './read.ts';
import type { Reader } from './read.ts';
import { contentId, wakeId } from './replay-ids.ts';
import { botIdIn, senderOf } from './replay-sender.ts';
import type { Sender } from './replay-sender.ts';
import { readOwnTime } from './replay-time.ts';
import { turnKeeper } from './replay-turns.ts';
import type { TurnKeeper } from './replay-turns.ts';

/** Conversations of which it is remembered who the bot is and what time it was. */
const MAX_CONVERSATIONS = 10_000;

/** Ids of bots that are known again in other conversations of their channel. */
const MAX_BOTS = 1_000;

export interface ReplayDeps {
  /** Takes each turn when it is over. Turns of a conversation come in their order. */
  readonly sink: (turn: CapturedTurn) => void;
  /** The present: a time that lies more than an hour ahead of it is none. */
  readonly now: EpochMs;
  /** Copy the names of users. */
  readonly names?: boolean | undefined;
}

/** What a replay was given. */
export interface ReplayCounts {
  /** Activities that became facts, or were dropped as `turn_limit`. */
  readonly activities: number;
  /** Facts that were made up: the event by which the SDK lets a bot begin by itself. */
  readonly madeUp: number;
  /** Activities without a time of their own that got that of the one before them. */
  readonly withoutTime: number;
  /** Activities left out because their turn had 500 facts. */
  readonly overLimit: number;
}

/** Replays one transcript, or many that are mixed in one file. */
export interface Replay {
  /** Takes the next activity, or returns what is wrong with it, without a word of its content. */
  add(activity: unknown): string | undefined;
  /** Closes the turns that are still open. */
  end(): void;
  counts(): ReplayCounts;
}

/** What is remembered of a conversation besides its turns. */
interface Conversation {
  bot?: string | undefined;
  guess?: string | undefined;
  lastAt?: EpochMs;
  /** Activities without a time since the last one that told it. */
  untimed: number;
}

interface Desk {
  readonly read: Reader;
  readonly deps: ReplayDeps;
  readonly turns: TurnKeeper;
  readonly conversations: LRUCache<string, Conversation>;
  readonly bots: LRUCache<string, true>;
  readonly counts: { -readonly [K in keyof ReplayCounts]: number };
}

export function createReplay(deps: ReplayDeps): Replay {
  const turns = turnKeeper(deps.sink);
  const desk: Desk = {
    // What was read from JSON has no getters that could fail.
    read: createReader(() => undefined),
    deps,
    turns,
    conversations: boundedCache(MAX_CONVERSATIONS),
    bots: boundedCache(MAX_BOTS),
    counts: { activities: 0, madeUp: 0, withoutTime: 0, overLimit: 0 },
  };
  return {
    add: (activity) => add(desk, activity),
    end: () => turns.closeAll(),
    counts: () => ({ ...desk.counts }),
  };
}

/** An activity with all that is needed to put it into its turn. */
interface Placed {
  readonly key: string;
  readonly at: EpochMs;
  readonly origin: OriginDraft;
  readonly conversation: Conversation;
  readonly id: string;
  readonly hasOwnTime: boolean;
}

function add(desk: Desk, activity: unknown): string | undefined {
  const placed = place(desk, activity);
  if (typeof placed === 'string') return placed;
  const { key, at, conversation, hasOwnTime } = placed;
  conversation.lastAt = at;
  conversation.untimed = hasOwnTime ? 0 : conversation.untimed + 1;
  desk.conversations.set(key, conversation);
  desk.counts.activities++;
  if (!hasOwnTime) desk.counts.withoutTime++;
  desk.turns.passTo(at);
  if (recognize(desk, activity, placed) === 'user') receive(desk, activity, placed);
  else send(desk, activity, placed);
  return undefined;
}

/** Finds out where and when an activity happened, or what is wrong with it. */
function place({ read, deps, conversations }: Desk, activity: unknown): Placed | string {
  if (read.word(activity, 'type', MAX_WORD_LENGTH) === undefined) return NO_ACTIVITY;
  const origin = readOrigin(read, activity, {
    turnId: '',
    receivedAt: 0,
    at: 0,
    names: deps.names,
  });
  const key = JSON.stringify([origin.channel, origin.conversation?.id ?? null]);
  const conversation = conversations.get(key) ?? { untimed: 0 };
  const ownAt = readOwnTime(read, activity, deps.now);
  const hasOwnTime = ownAt !== undefined;
  const at = ownAt ?? conversation.lastAt;
  if (at === undefined) return NO_TIME;
  const ordinal = hasOwnTime ? 0 : conversation.untimed + 1;
  const id = read.id(activity, 'id') ?? contentId(activity, { at, ordinal });
  if (id === undefined) return TOO_DEEP;
  return { key, at, origin, conversation, id, hasOwnTime };
}

const NO_ACTIVITY = 'is no activity: an object with a "type" is expected';
const NO_TIME =
  'has no "timestamp" from 2000 until now, and nothing before it in its conversation has one';
const TOO_DEEP = 'is nested too deeply';

/** Tells who sent an activity, and remembers whom that makes the bot. */
function recognize(desk: Desk, activity: unknown, { key, origin, conversation }: Placed): Sender {
  const { channel } = origin;
  const { read, bots, turns } = desk;
  const { sender, evidence } = senderOf(read, activity, {
    channel,
    isBot: (id) => bots.has(`${channel} ${id}`),
    bot: conversation.bot,
    guess: conversation.guess,
    senderOf: (id) => turns.senderOf(key, id),
  });
  if (evidence === 'known') return sender;
  const botId = botIdIn(read, activity, sender);
  if (botId === undefined) return sender;
  if (evidence === 'guess') conversation.guess ??= botId;
  else {
    conversation.bot = botId;
    bots.set(`${channel} ${botId}`, true);
  }
  return sender;
}

function receive({ read, turns }: Desk, activity: unknown, placed: Placed): void {
  const { key, at, origin, id, hasOwnTime } = placed;
  const incoming: CapturedActivity = { ...readIncoming(read, activity), id };
  const fact: Fact = {
    type: 'incoming',
    at,
    ...(!hasOwnTime && { atReceipt: true }),
    activity: incoming,
  };
  Object.assign(origin, { at, receivedAt: at });
  turns.open(key, { origin, facts: [fact], incomingId: id, lastAt: at });
}

function send(desk: Desk, activity: unknown, placed: Placed): void {
  const { read, turns, counts } = desk;
  const { key, at, id } = placed;
  const outgoing = readOutgoing(read, activity);
  const { replyToId } = outgoing;
  if (!turns.takerOf(key, { at, replyToId })) wake(desk, activity, placed);
  const turn = turns.takerOf(key, { at, replyToId });
  if (!turn || !turns.add(key, turn, factOf({ ...outgoing, id }, at))) counts.overLimit++;
  else if (isErrorTrace(read, activity, outgoing)) turn.error = { type: 'Error' };
}

/** The bot begins by itself: the SDK runs such a turn for an event that it makes up. */
function wake(desk: Desk, activity: unknown, { key, at, origin: sent, id }: Placed): void {
  const { read, deps, turns, counts } = desk;
  const event = {
    type: 'event',
    name: 'ContinueConversation',
    channelId: channelIdOf(read, activity),
    conversation: read.field(activity, 'conversation'),
    from: read.field(activity, 'recipient'),
    recipient: read.field(activity, 'from'),
    locale: sent.locale,
  };
  const origin = readOrigin(read, event, { turnId: '', receivedAt: at, at, names: deps.names });
  const incoming = { ...readIncoming(read, event), id: wakeId(id) };
  counts.madeUp++;
  turns.open(key, { origin, facts: [{ type: 'incoming', at, activity: incoming }], lastAt: at });
}

/** Transcript loggers write what was changed or taken back as an activity of its own. */
function factOf(activity: CapturedActivity & { readonly id: string }, at: EpochMs): Fact {
  if (activity.type === 'messageUpdate') return { type: 'updated', at, activityId: activity.id };
  if (activity.type === 'messageDelete') return { type: 'deleted', at, activityId: activity.id };
  return { type: 'outgoing', at, activity, status: 'sent' };
}

/** What bots send from `onTurnError`. Their error itself was told to nobody. */
function isErrorTrace(read: Reader, activity: unknown, { type, name }: CapturedActivity): boolean {
  if (type !== 'trace') return false;
  if (name === 'OnTurnError Trace') return true;
  return read.word(activity, 'label', MAX_WORD_LENGTH) === 'TurnError';
}
