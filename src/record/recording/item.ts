/** Records one turn or amendment of a batch, as far as the end of the batch does not do it. */

import type { Interpretation } from '../../interpret/interpretation.ts';
import type { AnalyticsEvent } from '../../model/event.ts';
import type { ConversationState, ParticipantState, Session } from '../../model/state.ts';
import type { Captured } from '../../model/turn.ts';
import { userDeltaKey } from '../sums.ts';
import { dropFacts } from './batch.ts';
import type { BatchWork } from './batch.ts';
import { FORGOTTEN, isForgotten } from './forgotten.ts';
import { knownOf, sessionById } from './known.ts';
import { forgetSeen, freshFacts } from './redelivery.ts';
import type { FreshFacts } from './redelivery.ts';
import type { EventRow, StoredUser } from './statements.ts';
import type { StoredConversation, StoredParticipant } from './states.ts';
import { participantKey, subjectOf } from './subject.ts';
import type { Subject } from './subject.ts';
import { targetsFromText, targetsToText } from './targets.ts';
import type { Target } from './targets.ts';

/**
 * Interprets what is new about a turn and keeps what follows from it. If the interpretation throws,
 * nothing of the turn is kept, its facts are dropped as `internal`, and the batch goes on.
 */
export function recordItem(work: BatchWork, captured: Captured): void {
  const { tally } = work;
  const activityKey = activityKeys(work, captured);
  const fresh = freshFacts(work, captured, activityKey);
  tally.duplicate += fresh.duplicates;
  if (fresh.facts.length === 0 && fresh.duplicates > 0) return;
  if (isForgotten(work, captured)) return drop(work, fresh, FORGOTTEN);
  const subject = subjectOf(work, captured);
  const interpretation = interpretTurn(work, captured, { subject, fresh, activityKey });
  if (!interpretation) return drop(work, fresh, 'internal');
  tally.stored += interpretation.stored;
  for (const [reason, count] of Object.entries(interpretation.dropped)) {
    dropFacts(tally, reason, count);
  }
  keep(work, subject, interpretation);
}

function drop(work: BatchWork, fresh: FreshFacts, reason: string): void {
  forgetSeen(work, fresh);
  dropFacts(work.tally, reason, fresh.facts.length);
}

export type ActivityKey = (id: string) => string;

/** Pseudonyms of the activities of a turn: each is needed twice, to know it again and to remember it. */
export function activityKeys(
  { pseudonyms }: Pick<BatchWork, 'pseudonyms'>,
  { origin }: Captured,
): ActivityKey {
  const conversationKey = pseudonyms.conversation(origin.channel, origin.conversation?.id ?? '');
  const known = new Map<string, string>();
  return (id) => {
    const key = known.get(id) ?? pseudonyms.activity(conversationKey, id);
    known.set(id, key);
    return key;
  };
}

interface Prepared {
  readonly subject: Subject;
  readonly fresh: FreshFacts;
  readonly activityKey: ActivityKey;
}

function interpretTurn(
  work: BatchWork,
  captured: Captured,
  { subject, fresh: { facts }, activityKey }: Prepared,
): Interpretation | undefined {
  const { text: textKey } = work.pseudonyms;
  const known = knownOf(work, subject, { captured, facts, activityKey });
  const {
    deps: { interpret, settings },
    matches,
  } = work;
  try {
    return interpret({ captured, facts, known, settings, activityKey, textKey, matches });
  } catch (error) {
    work.errors.push(error);
    return undefined;
  }
}

/** Keeps what follows from a turn, until the end of the batch writes it. */
export function keep(work: BatchWork, subject: Subject, interpretation: Interpretation): void {
  const { events, conversation, participant, sessions } = interpretation;
  for (const text of interpretation.texts) work.texts.push(text);
  keepConversation(work, subject, conversation);
  for (const session of sessions) keepSession(work, subject, session);
  if (participant) keepParticipant(work, subject, participant);
  keepVotes(work, subject, interpretation.votes);
  if (events.length > 0) keepUser(work, subject, events);
  keepEvents(work, subject, events);
}

function keepConversation(
  { states, past, targets }: BatchWork,
  { conversation }: Subject,
  state: Interpretation['conversation'],
): void {
  if (!conversation) return;
  const { key, number } = conversation;
  if (conversation.isPast) {
    const { horizon } = past.get(key, () => undefined) ?? { horizon: -Infinity };
    if (state) past.put(key, { horizon, state });
    return;
  }
  const isNew = number === states.free.conversations.next();
  if (!isNew && (!state || state === conversation.state)) return;
  if (isNew) states.free.conversations.take();
  const next = state ?? conversation.state;
  const settleFor = settleForOf(conversation, next, targets);
  const { channel, stored } = conversation;
  states.conversations.put(key, { number, key, channel, state: next, settleFor, stored });
}

/** Who is told when what waits is settled: whoever was active when it began to wait. */
function settleForOf(
  { state: before, settleFor }: StoredConversation,
  state: ConversationState,
  targets: readonly Target[],
): string | null {
  const waiting = waitingTurn(state);
  if (waiting === undefined) return null;
  return waiting === waitingTurn(before) ? settleFor : targetsToText(targets);
}

function waitingTurn({ recentTurns }: ConversationState): string | undefined {
  return recentTurns.find(({ message }) => message?.settleAt !== undefined)?.turnId;
}

function keepSession(work: BatchWork, { participant }: Subject, session: Session): void {
  const { states } = work;
  const known = sessionById(work, session.id);
  states.sessions.put(session.id, {
    number: known?.number ?? states.free.sessions.take(),
    participant: known ? known.participant : (participant?.number ?? null),
    session,
    firstQuarter: known?.firstQuarter ?? null,
    row: known?.row,
  });
}

function keepParticipant(
  { states }: BatchWork,
  { participant, conversation }: Subject,
  state: ParticipantState,
): void {
  if (!participant || !conversation) return;
  const { session, sessionCount, identifiedAs } = state;
  const rest = { sessionCount, identifiedAs };
  const isNew = participant.number === states.free.participants.next();
  if (!isNew && session?.id === participant.sessionId && isEqual(rest, participant.rest)) return;
  if (isNew) states.free.participants.take();
  const { number, member } = participant;
  states.participants.put(participantKey(conversation.key, member), {
    number,
    conversation: participant.conversation,
    member,
    rest,
    sessionId: session?.id,
  });
}

function isEqual(a: StoredParticipant['rest'], b: StoredParticipant['rest']): boolean {
  return a.sessionCount === b.sessionCount && a.identifiedAs === b.identifiedAs;
}

/** Written at once: the next turn of the batch may vote on the same message. */
function keepVotes(
  { sql, segments }: BatchWork,
  { participant }: Subject,
  votes: Interpretation['votes'],
): void {
  if (!participant) return;
  for (const { dialog = null, sessionId: session = null, segment, ...vote } of votes) {
    sql.votes.put(participant.number, {
      ...vote,
      segment: segments.numberOf(segment),
      dialog,
      session,
    });
  }
}

function keepUser(
  { states, sql }: BatchWork,
  { user, named, movedFrom, isChanged, withdrawn }: Subject,
  events: readonly AnalyticsEvent[],
): void {
  if (withdrawn) states.users.put(String(withdrawn.number), withdrawn);
  if (!user) return;
  if (movedFrom !== undefined) sql.users.moveProfile({ from: movedFrom, to: user.number });
  const isNew = user.number === states.free.users.next();
  if (isNew) states.free.users.take();
  for (const identity of named) states.identities.put(identity.pseudonym, identity);
  const next = withFirstActs(user, events);
  if (isNew || isChanged || named.length > 0 || next !== user)
    states.users.put(String(user.number), next);
}

function withFirstActs(user: StoredUser, events: readonly AnalyticsEvent[]): StoredUser {
  let next = user;
  for (const event of events) {
    if (!event.act || event.user !== user.number) continue;
    const field = event.segment.test ? 'firstTestActAt' : 'firstActAt';
    const first = next[field];
    if (first === null || event.at < first) next = { ...next, [field]: event.at };
  }
  return next;
}

/** Who was active when what is settled now began to wait, if others are now. */
function toldInstead(
  conversation: StoredConversation | undefined,
  targets: readonly Target[],
): readonly string[] | undefined {
  const settleFor = conversation?.settleFor ?? null;
  if (settleFor === null || settleFor === targetsToText(targets)) return undefined;
  return targetsFromText(settleFor).map(({ destination }) => destination);
}

function keepEvents(work: BatchWork, subject: Subject, events: readonly AnalyticsEvent[]): void {
  const { conversation, participant, user } = subject;
  // what is said in a turn may be about somebody else: whoever asked for a human, or waits to be settled
  const own = (event: AnalyticsEvent) => (event.user === user?.number ? participant : undefined);
  const told = toldInstead(conversation, work.targets);
  for (const event of events) {
    const session = event.sessionId === undefined ? undefined : sessionById(work, event.sessionId);
    const { identified, rawId } = identityOf(work, subject, event);
    work.events.push({
      event,
      segment: work.segments.numberOf(event.segment),
      session: session?.number,
      conversation: conversation?.number,
      participant: session?.participant ?? own(event)?.number,
      identified,
      rawId,
      destinations: event.only === 'destinations' ? told : undefined,
    });
    keepSeen(work, subject, event);
  }
}

/** Who the bot's code says that the user is, if they agreed: frozen with the event, whatever they say later. */
function identityOf(
  { states, sql }: BatchWork,
  { user: own }: Subject,
  { user: number }: AnalyticsEvent,
): Pick<EventRow, 'identified' | 'rawId'> {
  if (number === undefined) return ANONYMOUS;
  const user =
    number === own?.number
      ? own
      : states.users.get(String(number), () => sql.users.byNumber(number));
  if (user?.agreed !== 1 || user.identity === null) return ANONYMOUS;
  return { identified: true, rawId: user.rawId };
}

const ANONYMOUS = { identified: false, rawId: null };

/** Notes where and by what name the user was seen; the time decides, not the order. */
function keepSeen(
  { lastSeen }: BatchWork,
  { participant, user, name }: Subject,
  event: AnalyticsEvent,
): void {
  if (!participant || event.user === undefined || event.user !== user?.number) return;
  const key = userDeltaKey(event.user, event.segment);
  const known = lastSeen.get(key);
  if (known && known.at > event.at) return;
  lastSeen.set(key, { at: event.at, participant: participant.number, name: name ?? known?.name });
}
