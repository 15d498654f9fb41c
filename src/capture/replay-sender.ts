/** Who sent an activity of a transcript, the user or the bot: old ones do not say so in so many words. */

import type { CapturedTurn } from '../model/turn.ts';
import { MAX_WORD_LENGTH } from './read.ts';
import type { Reader } from './read.ts';

export type Sender = 'user' | 'bot';

/** A verdict, and whether the ids in the activity may be trusted to stand for user and bot from now on. */
export interface SenderVerdict {
  readonly sender: Sender;
  readonly evidence: 'certain' | 'guess' | 'known';
}

/** What is known about who is who when an activity is looked at. */
export interface KnownParties {
  readonly channel: string;
  /** Tells whether an id was seen to be a bot's on this channel. */
  readonly isBot: (id: string) => boolean;
  /** The bot of the conversation, where an activity showed it. */
  readonly bot: string | undefined;
  /** Who was taken for the bot without evidence. */
  readonly guess: string | undefined;
  /** Who sent the activity of that id, if it is one of the last ones. */
  readonly senderOf: (activityId: string) => Sender | undefined;
}

/**
 * Returns who sent an activity. The first rule that answers decides:
 *
 * 1. its type or name, where only one side sends such: `conversationUpdate`, `invoke`,
 *    `handoff.status` … come from the channel, `trace`, `invokeResponse`, `handoff.initiate` … from the bot;
 * 2. `from.role`, then `recipient.role`, as a word or, in Copilot Studio's exports, 0 (bot) or 1 (user);
 * 3. the id of a known bot in `from` or `recipient` (in Teams those that begin with `28:`);
 * 4. `replyToId`, if it names an activity whose sender is known: the other side answers it;
 * 5. somebody else than the conversation's known bot is a user;
 * 6. what only bots set: `replyToId`, `inputHint`, suggested actions;
 * 7. who was taken for the bot before, for want of anything better;
 * 8. else it is the user's.
 */
export function senderOf(read: Reader, activity: unknown, known: KnownParties): SenderVerdict {
  const said = byKind(read, activity) ?? byRole(read, activity);
  if (said) return { sender: said, evidence: 'certain' };
  const ids = partiesOf(read, activity);
  const byId = byKnownId(ids, known);
  if (byId) return { sender: byId, evidence: 'known' };
  const replyToId = read.id(activity, 'replyToId');
  const answers = byAnswer(replyToId, known);
  if (answers) return { sender: answers, evidence: 'certain' };
  if (known.bot !== undefined && ids.from !== undefined) {
    return { sender: 'user', evidence: 'known' };
  }
  const isBots = replyToId !== undefined || looksLikeBot(read, activity);
  return isBots ? { sender: 'bot', evidence: 'guess' } : byGuess(ids, known);
}

function byAnswer(replyToId: string | undefined, known: KnownParties): Sender | undefined {
  const answered = replyToId === undefined ? undefined : known.senderOf(replyToId);
  return answered && (answered === 'bot' ? 'user' : 'bot');
}

function byGuess({ from }: Parties, { guess }: KnownParties): SenderVerdict {
  if (guess === undefined) return { sender: 'user', evidence: 'guess' };
  return { sender: from === guess ? 'bot' : 'user', evidence: 'known' };
}

/** Returns the id of the bot in an activity, given who sent it. */
export function botIdIn(read: Reader, activity: unknown, sender: Sender): string | undefined {
  const { from, recipient } = partiesOf(read, activity);
  if (from === recipient) return undefined;
  return sender === 'bot' ? from : recipient;
}

/** Returns who sent an activity of a turn, if it is among its facts. */
export function senderInTurn(
  { facts }: Pick<CapturedTurn, 'facts'>,
  id: string,
): Sender | undefined {
  for (const fact of facts) {
    if (fact.type !== 'incoming' && fact.type !== 'outgoing') continue;
    if (fact.activity.id === id) return fact.type === 'incoming' ? 'user' : 'bot';
  }
  return undefined;
}

const KINDS: Readonly<Record<string, Sender>> = {
  conversationUpdate: 'user',
  contactRelationUpdate: 'user',
  installationUpdate: 'user',
  messageReaction: 'user',
  invoke: 'user',
  trace: 'bot',
  invokeResponse: 'bot',
  delay: 'bot',
};

/** Of events, by their names. */
const EVENTS: Readonly<Record<string, Sender>> = {
  ContinueConversation: 'user',
  CreateConversation: 'user',
  'handoff.status': 'user',
  'handoff.initiate': 'bot',
};

function byKind(read: Reader, activity: unknown): Sender | undefined {
  const type = read.word(activity, 'type', MAX_WORD_LENGTH) ?? '';
  if (type !== 'event') return ofName(KINDS, type);
  return ofName(EVENTS, read.word(activity, 'name', MAX_WORD_LENGTH) ?? '');
}

/** The SDKs' roles for a bot: of its own, called by another, or with an identity of an employee's kind. */
const ROLES: Readonly<Record<string, Sender>> = {
  user: 'user',
  bot: 'bot',
  skill: 'bot',
  agenticAppInstance: 'bot',
  agenticUser: 'bot',
};

/** Copilot Studio exports its roles as numbers. */
const ROLES_BY_NUMBER: readonly Sender[] = ['bot', 'user'];

function byRole(read: Reader, activity: unknown): Sender | undefined {
  const from = roleOf(read, activity, 'from');
  if (from) return from;
  const to = roleOf(read, activity, 'recipient');
  if (!to) return undefined;
  return to === 'bot' ? 'user' : 'bot';
}

function roleOf(read: Reader, activity: unknown, key: 'from' | 'recipient'): Sender | undefined {
  const party = read.field(activity, key);
  const role = read.field(party, 'role');
  if (typeof role === 'number') return ROLES_BY_NUMBER[role];
  return ofName(ROLES, read.word(party, 'role', MAX_WORD_LENGTH) ?? '');
}

function ofName(senders: Readonly<Record<string, Sender>>, name: string): Sender | undefined {
  return Object.hasOwn(senders, name) ? senders[name] : undefined;
}

interface Parties {
  readonly from: string | undefined;
  readonly recipient: string | undefined;
}

function partiesOf(read: Reader, activity: unknown): Parties {
  return {
    from: read.id(read.field(activity, 'from'), 'id'),
    recipient: read.id(read.field(activity, 'recipient'), 'id'),
  };
}

function byKnownId({ from, recipient }: Parties, known: KnownParties): Sender | undefined {
  if (from !== undefined && isBot(from, known)) return 'bot';
  return recipient !== undefined && isBot(recipient, known) ? 'user' : undefined;
}

function isBot(id: string, { channel, isBot: isKnownBot }: KnownParties): boolean {
  return isKnownBot(id) || (channel === 'msteams' && id.startsWith('28:'));
}

function looksLikeBot(read: Reader, activity: unknown): boolean {
  const inputHint = read.word(activity, 'inputHint', MAX_WORD_LENGTH);
  return inputHint !== undefined || (read.field(activity, 'suggestedActions') ?? null) !== null;
}
