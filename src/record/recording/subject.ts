/** Whose turn it is, where, and what is remembered of both. */

import { conversationFromText } from '../conversation-text.ts';
import { identityOf, participantOf } from '../../interpret/participant.ts';
import type { ChannelUser } from '../../interpret/participant.ts';
import { EMPTY_CONVERSATION, EMPTY_PARTICIPANT } from '../../model/state.ts';
import type { ConversationState } from '../../model/state.ts';
import type { EpochMs } from '../../model/time.ts';
import type { Captured } from '../../model/turn.ts';
import type { RecordDeps } from '../store.ts';
import type { BatchWork } from './batch.ts';
import { unseenUser } from './statements.ts';
import type { StoredIdentity, StoredUser } from './statements.ts';
import type { PastConversation, StoredConversation, StoredParticipant } from './states.ts';

/** New parts have the numbers that they get if the turn is kept. */
export interface Subject {
  readonly conversation: StoredConversation | undefined;
  readonly participant: StoredParticipant | undefined;
  readonly user: StoredUser | undefined;
  /** Pseudonyms that stand for the user from this turn on and did not before. */
  readonly named: readonly StoredIdentity[];
  /** Whoever wants none of it any more, and agreed before. */
  readonly withdrawn?: StoredUser | undefined;
  /** What is known of the user has changed with this turn. */
  readonly isChanged?: true | undefined;
  /** Number that the channel's user had before this turn, which names somebody else. */
  readonly movedFrom?: number | undefined;
  /** As the channel names the user, where names are kept. */
  readonly name?: string | undefined;
}

/** Of a user who wants none of it: what is counted is counted of nobody, and nothing is remembered. */
const NOBODY: Subject = {
  conversation: undefined,
  participant: undefined,
  user: undefined,
  named: [],
};

/** Looks up the subject of a turn; changes nothing. */
export function subjectOf(work: BatchWork, captured: Captured): Subject {
  const { origin, facts } = captured;
  const person = participantOf(origin, facts);
  if (origin.consent === 'none')
    return { ...NOBODY, withdrawn: withdrawnBy(work, captured, person) };
  const conversation = conversationOf(work, captured);
  if (!person) return { ...NOBODY, conversation };
  const member = work.pseudonyms.user(origin.channel, person.id);
  const name = identityOf(captured);
  const identity = name ? work.pseudonyms.identity(name) : undefined;
  const found = withConsent(userOf(work, member, identity), captured, work.deps);
  return {
    conversation,
    participant: conversation && participantIn(work, conversation, member),
    user: found.user,
    named: found.named,
    isChanged: found.isChanged,
    movedFrom: found.movedFrom,
    name: origin.from?.id === person.id ? origin.from.name : undefined,
  };
}

function conversationOf(work: BatchWork, { origin }: Captured): StoredConversation | undefined {
  if (!origin.conversation) return undefined;
  const { states, sql, pseudonyms, deps } = work;
  const { channel } = origin;
  const key = pseudonyms.conversation(channel, origin.conversation.id);
  const known = states.conversations.get(key, () => {
    const row = sql.conversations.byKey(key);
    if (!row) return undefined;
    const { number, settleFor } = row;
    const state = conversationFromText(row.state);
    return { number, key, channel, state, settleFor, stored: true };
  });
  if (deps.imported === true) {
    const past = pastOf(work, key, known);
    if (known && origin.at < past.horizon) {
      return { ...known, state: past.state ?? EMPTY_CONVERSATION, isPast: true };
    }
  }
  if (known) return known;
  const number = states.free.conversations.next();
  const state = EMPTY_CONVERSATION;
  return { number, key, channel, state, settleFor: null, stored: false };
}

/** What an import knows of a conversation; where it meets it first, what was remembered before is its horizon. */
function pastOf(
  { past }: BatchWork,
  key: string,
  known: StoredConversation | undefined,
): PastConversation {
  const met = past.get(key, () => undefined);
  if (met) return met;
  const horizon = known ? newestIn(known.state) : -Infinity;
  past.put(key, { horizon });
  return { horizon };
}

/** Time of the newest message that is remembered; `-Infinity` if there is none. */
export function newestIn({ recentTurns, botMessages }: ConversationState): EpochMs {
  let newest = -Infinity;
  for (const { message } of recentTurns) if (message) newest = Math.max(newest, message.at);
  for (const { at } of botMessages) newest = Math.max(newest, at);
  return newest;
}

function participantIn(
  { states, sql }: BatchWork,
  conversation: StoredConversation,
  member: string,
): StoredParticipant {
  const known = states.participants.get(participantKey(conversation.key, member), () => {
    // a conversation that has no row yet has nobody in it but whom this batch has put there
    const row = conversation.stored && sql.conversations.participant(conversation.number, member);
    if (!row) return undefined;
    return {
      number: row.number,
      conversation: conversation.number,
      member,
      rest: JSON.parse(row.state) as StoredParticipant['rest'],
      sessionId: row.sessionId ?? undefined,
    };
  });
  if (known) return known;
  return {
    number: states.free.participants.next(),
    conversation: conversation.number,
    member,
    rest: EMPTY_PARTICIPANT,
    sessionId: undefined,
  };
}

/** Key of a participant among the states of a batch. */
export function participantKey(conversationKey: string, member: string): string {
  return `${conversationKey} ${member}`;
}

// ---- users -------------------------------------------------------------------------------------

type WithUser = Pick<Subject, 'user' | 'named' | 'movedFrom' | 'isChanged'>;

/**
 * Finds the user behind a channel's user, or behind the name that the bot gave them.
 *
 * The first pair that names an identity lends it its number, unless that number has another
 * identity already (two people on one device); every later pair that names it takes its number,
 * from then on.
 */
function userOf(work: BatchWork, member: string, identity: string | undefined): WithUser {
  const own = userBehind(work, member);
  if (identity === undefined) return own ? { user: own, named: [] } : newUser(work, [member]);
  const named = userBehind(work, identity);
  if (named) {
    const moves = own?.number !== named.number;
    const moved = moves ? [{ pseudonym: member, user: named.number }] : [];
    return { user: named, named: moved, movedFrom: moves ? own?.number : undefined };
  }
  if (!own) return newUser(work, [member, identity], identity);
  if (own.identity !== null) return newUser(work, [identity, member], identity);
  return { user: { ...own, identity }, named: [{ pseudonym: identity, user: own.number }] };
}

/**
 * Notes what the user agreed to, as far as this turn says something about it, and the id that the
 * bot's code gives if a destination is to know that.
 */
function withConsent(
  found: WithUser,
  captured: Captured,
  { keepsRawIds }: Pick<RecordDeps, 'keepsRawIds'>,
): WithUser {
  const { user } = found;
  if (!user) return found;
  const agreed = captured.origin.consent === 'full' ? 1 : 0;
  const name = keepsRawIds ? identityOf(captured) : undefined;
  const rawId = agreed === 1 ? (name ?? user.rawId) : null;
  if (isOutdated(user, captured)) return found;
  if (agreed === user.agreed && rawId === user.rawId) return found;
  const changed = { ...user, agreed, agreedAt: captured.origin.at, rawId };
  return { user: changed, named: found.named, movedFrom: found.movedFrom, isChanged: true };
}

/** Turns overlap, and are amended late: an older word does not win over a newer one. */
function isOutdated({ agreedAt }: StoredUser, { origin }: Captured): boolean {
  return agreedAt !== null && origin.at < agreedAt;
}

/** Who has agreed to be known, and does not any more. */
function withdrawnBy(
  work: BatchWork,
  captured: Captured,
  person: ChannelUser | undefined,
): StoredUser | undefined {
  const { channel, at } = captured.origin;
  const user = person && userBehind(work, work.pseudonyms.user(channel, person.id));
  if (!user || user.agreed === 0 || isOutdated(user, captured)) return undefined;
  return { ...user, agreed: 0, agreedAt: at, rawId: null };
}

function userBehind({ states, sql }: BatchWork, pseudonym: string): StoredUser | undefined {
  const identity = states.identities.get(pseudonym, () => sql.users.identityOf(pseudonym));
  if (!identity) return undefined;
  const { user } = identity;
  return states.users.get(String(user), () => sql.users.byNumber(user));
}

function newUser(
  { states }: BatchWork,
  pseudonyms: readonly [string, ...string[]],
  identity: string | null = null,
): WithUser {
  const number = states.free.users.next();
  return {
    user: { ...unseenUser(number, pseudonyms[0]), identity },
    named: pseudonyms.map((pseudonym) => ({ pseudonym, user: number })),
  };
}
