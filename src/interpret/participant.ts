/**
 * Whose turn it is: who counts as a user, and who does not.
 *
 * Channels put bots, conversations and nobody at all into `from`; none of these is a person.
 */

import type { Captured, Fact, Party, TurnOrigin } from '../model/turn.ts';

const BOT_ROLES: ReadonlySet<string> = new Set(['bot', 'skill']);
/** Channels whose first update of a conversation comes from the conversation. Elsewhere (Telegram) a private chat has the user's id. */
const SENT_BY_CONVERSATION: ReadonlySet<string> = new Set([
  'directline',
  'directlinespeech',
  'webchat',
  'emulator',
]);
const BOT_CALLER = 'urn:botframework:aadappid:';

/** The user of a turn as the channel names them. */
export interface ChannelUser {
  readonly id: string;
}

/**
 * Returns the user whose turn this is, or `undefined` if nobody counts as one: `from` is missing,
 * is the bot itself, is the conversation (Direct Line's first update), has a bot's role, or another
 * bot called.
 *
 * A proactive turn that names nobody (`CreateConversation` of botbuilder) belongs to whom its
 * messages are addressed to, unless that is a group.
 */
export function participantOf(origin: TurnOrigin, facts: readonly Fact[]): ChannelUser | undefined {
  if (isFromBot(origin)) return undefined;
  if (origin.from) return isPerson(origin.from, origin) ? { id: origin.from.id } : undefined;
  if (origin.conversation?.isGroup) return undefined;
  return firstRecipient(origin, facts);
}

/** Tells whether another bot, or the bot itself, sent what came in. */
export function isFromBot({ callerId, from }: TurnOrigin): boolean {
  return callerId?.startsWith(BOT_CALLER) === true || BOT_ROLES.has(from?.role ?? '');
}

/**
 * Returns the name that the bot's own code gives the user: the last `identify` call of the turn,
 * else what the `identify` option answered.
 */
export function identityOf(captured: Captured): string | undefined {
  for (let i = captured.facts.length - 1; i >= 0; i--) {
    const fact = captured.facts[i];
    if (fact?.type === 'call' && fact.call.name === 'identify') return fact.call.userId;
  }
  return captured.origin.identity;
}

function isPerson({ id, role }: Party, { channel, recipient, conversation }: TurnOrigin): boolean {
  if (role !== undefined && BOT_ROLES.has(role)) return false;
  if (id === conversation?.id && SENT_BY_CONVERSATION.has(channel)) return false;
  return id !== recipient?.id;
}

function firstRecipient(origin: TurnOrigin, facts: readonly Fact[]): ChannelUser | undefined {
  for (const fact of facts) {
    if (fact.type !== 'outgoing' || fact.activity.type !== 'message') continue;
    const { recipient } = fact.activity;
    if (recipient && isPerson(recipient, origin)) return { id: recipient.id };
  }
  return undefined;
}
