/**
 * From a turn to events: a pure function of the turn, what is known, and the settings.
 *
 * No I/O, no clock, no SDK, no random. The facts are gone through in the order they happened; what
 * a call says about the whole turn (a verdict, `startSession()`) is read before.
 */

import { MAX_RECENT_TURNS, SHORT_KEY_LENGTH } from '../model/state.ts';
import type { StoredVote } from '../model/state.ts';
import type { TurnCallName } from '../model/call.ts';
import type { AnalyticsEvent } from '../model/event.ts';
import { HOUR_MS } from '../model/time.ts';
import type { EpochMs } from '../model/time.ts';
import type { CapturedTurn, Fact } from '../model/turn.ts';
import { applyIncoming, applyOutgoing, applyOwnStack, endsConversation } from './activities.ts';
import { applyCall } from './calls.ts';
import { changeConversation, closeSessions, emit, openDraft } from './draft.ts';
import type { Draft, DraftSeed } from './draft.ts';
import { failureOf } from './evidence.ts';
import { isHeldByHuman, tendHandovers } from './handover.ts';
import type { InterpretInput, Interpretation } from './interpretation.ts';
import { amendedTurn, isProactive, reclassify } from './amended.ts';
import { identifyByOption } from './marks.ts';
import { recentTurn, replaceRecent } from './recent-turns.ts';
import { timeoutFor } from './session.ts';
import { forgetUnusedSegments } from './segment.ts';
import { applyDeferred, cutSession, sessionAt } from './sessions-of-draft.ts';
import { settlePending } from './settle.ts';
import { noteWhereItStands } from './standing.ts';
import { handoverWords, lastVerdict } from './words.ts';

/** Interprets a turn or an amendment: `stored + Σ dropped` of the answer = facts given. */
export function interpret(given: InterpretInput): Interpretation {
  const input = { ...given, activityKey: shortened(given.activityKey) };
  const draft = openDraft(input, seedOf(input));
  settlePending(draft);
  for (const fact of input.facts) applyFact(draft, fact);
  applyOwnStack(draft, input.facts.at(-1)?.at ?? input.captured.origin.at);
  applyDeferred(draft);
  finish(draft);
  return conclude(draft);
}

function shortened(activityKey: InterpretInput['activityKey']): InterpretInput['activityKey'] {
  return (id) => activityKey(id).slice(0, SHORT_KEY_LENGTH);
}

function seedOf(input: InterpretInput): DraftSeed {
  const { captured, facts, known } = input;
  const { turnId } = captured.origin;
  const recentTurns = known.conversation?.recentTurns ?? [];
  if (captured.type === 'amendment') {
    return {
      amended: amendedTurn(recentTurns, { turnId, activityKey: undefined }),
      proactive: false,
      humanHolds: holds(input),
      mustOpen: false,
      handoverWords: handoverWords(facts),
    };
  }
  const proactive = isProactive(captured);
  const amended = proactive ? continuedTurn(captured, input) : undefined;
  return {
    amended,
    proactive: proactive && !amended,
    humanHolds: holds(input),
    mustOpen: hasCall(facts, 'startSession'),
    handoverWords: handoverWords(facts),
  };
}

function holds({ known, captured, facts, settings }: InterpretInput): boolean {
  if (!known.conversation) return false;
  return isHeldByHuman(known.conversation, {
    user: known.user?.number,
    at: facts[0]?.at ?? captured.origin.at,
    timeoutMs: timeoutFor(settings, captured.origin.channel),
  });
}

/**
 * A `ContinueConversation` turn whose id is that of a recent message, and that is of type message
 * when it ends, is the second half of a long-running call (Agents SDK).
 */
function continuedTurn(
  turn: CapturedTurn,
  { known, activityKey }: InterpretInput,
): Draft['amended'] {
  const first = turn.facts[0];
  if (turn.typeAtEnd !== 'message' || first?.type !== 'incoming') return undefined;
  const { id } = first.activity;
  if (id === undefined) return undefined;
  return amendedTurn(known.conversation?.recentTurns ?? [], {
    turnId: turn.origin.turnId,
    activityKey: activityKey(id),
  });
}

function hasCall(facts: readonly Fact[], name: TurnCallName): boolean {
  return facts.some((fact) => fact.type === 'call' && fact.call.name === name);
}

function applyFact(draft: Draft, fact: Fact): void {
  switch (fact.type) {
    case 'incoming':
      return applyIncoming(draft, fact);
    case 'outgoing':
      return applyOutgoing(draft, fact);
    case 'updated':
      return emit(draft, { kind: 'message_updated', at: fact.at, data: {} });
    case 'deleted':
      return emit(draft, { kind: 'message_deleted', at: fact.at, data: {} });
    case 'call':
      return applyCall(draft, fact);
    default:
      return fact satisfies never;
  }
}

function finish(draft: Draft): void {
  const { captured, facts } = draft.input;
  const endedAt = facts.at(-1)?.at ?? captured.origin.at;
  const failure = failureOf(draft.input);
  if (failure !== undefined) failTurn(draft, endedAt, failure);
  firstSeen(draft);
  if (captured.type === 'turn') identifyByOption(draft, endedAt);
  tendHandovers(draft, endedAt);
  noteWhereItStands(draft, endedAt);
  if (isCut(draft)) cutSession(draft);
  if (captured.type === 'turn') rememberTurn(draft, captured);
}

function isCut(draft: Draft): boolean {
  const { facts } = draft.input;
  const startsAnew = draft.mustOpen || isLateStart(draft);
  return startsAnew || hasCall(facts, 'endSession') || facts.some(endsConversation);
}

function failTurn(draft: Draft, at: EpochMs, errorType: string): void {
  emit(draft, { kind: 'turn_failed', at, session: sessionAt(draft, at), data: { errorType } });
  failContinuation(draft);
}

/** The second half of a long-running call threw: its message is one whose turn threw. */
function failContinuation(draft: Draft): void {
  const message = draft.amended?.message;
  const isOpen = message?.byDefault === true || message?.settleAt !== undefined;
  if (!isOpen || lastVerdict(draft.input.facts)) return;
  reclassify(draft, message.at, { class: 'unrecognized', reason: 'turn_error' });
}

/** `startSession()` after its turn had been queued: the next act opens the new session. */
function isLateStart({ input: { captured, facts } }: Draft): boolean {
  return captured.type === 'amendment' && hasCall(facts, 'startSession');
}

function firstSeen(draft: Draft): void {
  const act = draft.seenFirst ? undefined : draft.events.find(isNewAct);
  if (!act) return;
  draft.seenFirst = true;
  const session = act.sessionId === undefined ? undefined : draft.sessions.get(act.sessionId);
  emit(draft, { kind: 'user_first_seen', at: act.at, session, data: {} });
}

/** What is settled in a turn was an act when it came, and may be somebody else's. */
function isNewAct({ act, only }: AnalyticsEvent): boolean {
  return act && only !== 'destinations';
}

function rememberTurn(draft: Draft, turn: CapturedTurn): void {
  if (!draft.message) {
    rememberContinuation(draft, turn);
    return;
  }
  const first = turn.facts[0];
  const id = first?.type === 'incoming' ? first.activity.id : undefined;
  const { at } = draft.message;
  const recent = draft.conversation.recentTurns.filter(
    ({ message }) => message && at - message.at <= HOUR_MS,
  );
  const entry = {
    turnId: turn.origin.turnId,
    ...(id !== undefined && { activityKey: draft.input.activityKey(id) }),
    message: draft.message,
  };
  changeConversation(draft, {
    recentTurns: [...recent, entry].slice(-MAX_RECENT_TURNS),
  });
}

/** What comes after the second half of a long-running call is about the message of the first. */
function rememberContinuation(draft: Draft, { origin }: CapturedTurn): void {
  const continued = draft.amended && recentTurn(draft, draft.amended.turnId);
  if (continued) replaceRecent(draft, { ...continued, continuedBy: origin.turnId });
}

function conclude(draft: Draft): Interpretation {
  const { known, facts } = draft.input;
  const sessions = closeSessions(draft);
  let dropped = 0;
  for (const count of draft.dropped.values()) dropped += count;
  return {
    events: draft.events,
    conversation: known.conversation && forgetUnusedSegments(draft.conversation),
    participant: known.participant && draft.participant,
    sessions,
    votes: changedVotes(draft),
    texts: draft.texts,
    stored: facts.length - dropped,
    dropped: dropped === 0 ? NOTHING : Object.fromEntries(draft.dropped),
  };
}

const NOTHING = {};

function changedVotes({ votes, input }: Draft): readonly StoredVote[] {
  if (votes.size === 0) return [];
  return [...votes.values()].filter((vote) => !input.known.votes.includes(vote));
}
