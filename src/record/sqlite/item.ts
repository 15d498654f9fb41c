/** Records one turn or amendment of a batch, as far as the end of the batch does not do it. */

import type { Interpretation } from '../../interpret/interpretation.ts';
import type { AnalyticsEvent } from '../../model/event.ts';
import type { ParticipantState, Session } from '../../model/state.ts';
import type { Captured } from '../../model/turn.ts';
import { userDeltaKey } from '../sums.ts';
import { dropFacts } from './batch.ts';
import type { BatchWork } from './batch.ts';
import { knownOf, sessionById } from './known.ts';
import { forgetSeen, freshFacts } from './redelivery.ts';
import type { FreshFacts } from './redelivery.ts';
import type { StoredUser } from './sql/users.ts';
import type { StoredParticipant } from './states.ts';
import { participantKey, subjectOf } from './subject.ts';
import type { Subject } from './subject.ts';

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
  const subject = subjectOf(work, captured);
  const interpretation = interpretTurn(work, captured, { subject, fresh, activityKey });
  if (!interpretation) {
    forgetSeen(work, fresh);
    dropFacts(tally, 'internal', fresh.facts.length);
    return;
  }
  tally.stored += interpretation.stored;
  for (const [reason, count] of Object.entries(interpretation.dropped)) {
    dropFacts(tally, reason, count);
  }
  keep(work, subject, interpretation);
}

type ActivityKey = (id: string) => string;

/** Pseudonyms of the activities of a turn: each is needed twice, to know it again and to remember it. */
function activityKeys({ pseudonyms }: BatchWork, { origin }: Captured): ActivityKey {
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
  const known = knownOf(work, subject, { captured, facts });
  const { interpret, settings } = work.deps;
  try {
    return interpret({ captured, facts, known, settings, activityKey });
  } catch (error) {
    work.errors.push(error);
    return undefined;
  }
}

function keep(work: BatchWork, subject: Subject, interpretation: Interpretation): void {
  const { events, conversation, participant, sessions } = interpretation;
  keepConversation(work, subject, conversation);
  for (const session of sessions) keepSession(work, subject, session);
  if (participant) keepParticipant(work, subject, participant);
  if (events.length > 0) keepUser(work, subject, events);
  keepEvents(work, subject, events);
}

function keepConversation(
  { states }: BatchWork,
  { conversation }: Subject,
  state: Interpretation['conversation'],
): void {
  if (!conversation) return;
  const { key, number } = conversation;
  const isNew = number > states.last.conversations;
  if (!isNew && (!state || state === conversation.state)) return;
  if (isNew) states.last.conversations = number;
  states.conversations.put(key, { ...conversation, state: state ?? conversation.state });
}

function keepSession(work: BatchWork, { participant }: Subject, session: Session): void {
  const { states } = work;
  const known = sessionById(work, session.id);
  states.sessions.put(
    session.id,
    known
      ? { ...known, session }
      : {
          number: ++states.last.sessions,
          participant: participant?.number ?? null,
          session,
          firstQuarter: null,
          row: undefined,
        },
  );
}

function keepParticipant(
  { states }: BatchWork,
  { participant, conversation }: Subject,
  state: ParticipantState,
): void {
  if (!participant || !conversation) return;
  const { session, ...rest } = state;
  const isNew = participant.number > states.last.participants;
  if (!isNew && session?.id === participant.sessionId && isEqual(rest, participant.rest)) return;
  if (isNew) states.last.participants = participant.number;
  states.participants.put(participantKey(conversation.key, participant.member), {
    ...participant,
    rest,
    sessionId: session?.id,
  });
}

function isEqual(a: StoredParticipant['rest'], b: StoredParticipant['rest']): boolean {
  return a.sessionCount === b.sessionCount && a.identifiedAs === b.identifiedAs;
}

function keepUser(
  { states }: BatchWork,
  { user, named }: Subject,
  events: readonly AnalyticsEvent[],
): void {
  if (!user) return;
  const isNew = user.number > states.last.users;
  if (isNew) states.last.users = user.number;
  for (const identity of named) states.identities.put(identity.pseudonym, identity);
  const next = withFirstActs(user, events);
  if (isNew || named.length > 0 || next !== user) states.users.put(String(user.number), next);
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

function keepEvents(
  work: BatchWork,
  { conversation, participant, user }: Subject,
  events: readonly AnalyticsEvent[],
): void {
  for (const event of events) {
    const session = event.sessionId === undefined ? undefined : sessionById(work, event.sessionId);
    work.events.push({
      event,
      segment: work.segments.numberOf(event.segment),
      session: session?.number,
      conversation: conversation?.number,
    });
    if (participant && event.user !== undefined && event.user === user?.number) {
      work.lastSeenIn.set(userDeltaKey(event.user, event.segment), participant.number);
    }
  }
}
