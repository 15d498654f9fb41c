/**
 * The work sheet of one interpretation: what is known, what was concluded so far.
 *
 * It lives for one call of `interpret` and is seen by nobody else; what was handed in is never
 * edited, each change puts a new value in the place of the old one.
 */

import type { ClickType, HandoverReason, HandoverVia } from '../model/call.ts';
import type {
  AnalyticsEvent,
  Confidence,
  EventBase,
  EventData,
  EventKind,
} from '../model/event.ts';
import { changedConversation, changedSession } from '../model/changed.ts';
import type { Segment } from '../model/segment.ts';
import type {
  ConversationState,
  ParticipantState,
  RecentTurn,
  Session,
  StoredVote,
} from '../model/state.ts';
import { EMPTY_CONVERSATION, EMPTY_PARTICIPANT } from '../model/state.ts';
import type { EpochMs } from '../model/time.ts';
import { capturedId } from '../model/turn.ts';
import type { InterpretInput, KeptText } from './interpretation.ts';
import { segmentOf } from './segment.ts';
import { timeoutFor } from './session.ts';

export interface Draft {
  readonly input: InterpretInput;
  readonly segment: Segment;
  readonly timeoutMs: number;
  /** The turn that this one continues or amends, if it is still remembered. */
  readonly amended: RecentTurn | undefined;
  /** Sent outside of a turn of the user. */
  readonly proactive: boolean;
  /** A human had the conversation when the turn began: what is sent in it is theirs, as long as they have it. */
  readonly humanHolds: boolean;
  conversation: ConversationState;
  participant: ParticipantState;
  /** Id of the session in which the turn has put something. */
  turnSessionId: string | undefined;
  /** `startSession()` was called: the first fact of the turn that can opens a new session. */
  mustOpen: boolean;
  /** Class of the message before this turn's: decides `after_fallback`. */
  classBefore: Session['lastClass'];
  /** What the bot's code says about the request for a human in this turn, whoever signs first. */
  readonly handoverWords: HandoverWords;
  /** The button that the user pressed in this turn. */
  click: FoundClick | undefined;
  /** The bot has said something in this turn. */
  hasSpoken: boolean;
  /** Votes of the user, by message: known and new ones. */
  readonly votes: Map<string, StoredVote>;
  /** The turn's own message, as it will be remembered. */
  message: RecentTurn['message'];
  /** What waits for a session that the turn may yet open. */
  readonly deferred: (() => void)[];
  /** Sessions by id: nearby, latest and new ones; `changed` names those to be written. */
  readonly sessions: Map<string, Session>;
  readonly changed: Set<string>;
  /** Time of the last event of each session, put into the sessions at the end. */
  readonly lastEvents: Map<string, EpochMs>;
  readonly events: AnalyticsEvent[];
  /** Texts that are to be kept. */
  readonly texts: KeptText[];
  readonly dropped: Map<string, number>;
  seenFirst: boolean;
}

/** What `openDraft` cannot tell by itself. */
export interface DraftSeed {
  readonly amended: RecentTurn | undefined;
  readonly proactive: boolean;
  readonly humanHolds: boolean;
  readonly mustOpen: boolean;
  readonly handoverWords: HandoverWords;
}

/** Reason and way of a request for a human, where the bot's code names them. */
export interface HandoverWords {
  readonly reason?: HandoverReason;
  readonly via?: HandoverVia;
}

/** A button that was pressed, or whose words were written (`probable`). */
export interface FoundClick {
  readonly type: ClickType;
  readonly title: string;
  readonly destination?: string;
  readonly confidence: Confidence;
}

/** Begins a draft. */
export function openDraft(input: InterpretInput, seed: DraftSeed): Draft {
  const { known, captured, settings } = input;
  const participant = known.participant ?? EMPTY_PARTICIPANT;
  const sessions = new Map<string, Session>();
  for (const session of known.nearbySessions) sessions.set(session.id, session);
  if (participant.session) sessions.set(participant.session.id, participant.session);
  // field by field: a spread into an object of this size costs more than the rest of the turn
  return {
    input,
    segment: segmentOf(captured.origin, settings),
    timeoutMs: timeoutFor(settings, captured.origin.channel),
    amended: seed.amended,
    proactive: seed.proactive,
    humanHolds: seed.humanHolds,
    conversation: known.conversation ?? EMPTY_CONVERSATION,
    participant,
    turnSessionId: sessionOfAmended(seed.amended, sessions),
    mustOpen: seed.mustOpen,
    handoverWords: seed.handoverWords,
    classBefore: seed.amended?.message?.classBefore,
    click: undefined,
    hasSpoken: false,
    votes: new Map(known.votes.map((vote) => [vote.message, vote])),
    message: undefined,
    deferred: [],
    sessions,
    changed: new Set(),
    lastEvents: new Map(),
    events: [],
    texts: [],
    dropped: new Map(),
    seenFirst: firstActKnown(input),
  };
}

/** What comes after a turn belongs to the session of its message, also if that was cut meanwhile. */
function sessionOfAmended(
  amended: RecentTurn | undefined,
  sessions: ReadonlyMap<string, Session>,
): string | undefined {
  const id = amended?.message?.sessionId;
  return id !== undefined && sessions.has(id) ? id : undefined;
}

function firstActKnown({ known: { user }, captured }: InterpretInput): boolean {
  if (!user) return true;
  return (captured.origin.test ? user.firstTestActAt : user.firstActAt) !== undefined;
}

/** What an event may say besides its data. */
export interface Emission<K extends EventKind> {
  readonly kind: K;
  readonly at: EpochMs;
  readonly data: EventData[K];
  readonly act?: boolean;
  /** Session that it belongs to, if any. */
  readonly session?: Session | undefined;
  /** Where it is not the turn's own. */
  readonly segment?: Segment;
  readonly user?: number | undefined;
  readonly turnId?: string;
  readonly only?: EventBase['only'];
}

/**
 * Adds an event; ids are numbered within the turn, so that they are the same when it is recorded
 * again. What a user does who wants none of it is told to nobody.
 */
export function emit<K extends EventKind>(draft: Draft, emission: Emission<K>): void {
  const { captured, known } = draft.input;
  const only = captured.origin.consent === 'none' ? 'reports' : emission.only;
  const event: Writable<EventBase> & { kind: K; data: EventData[K] } = {
    id: `${capturedId(captured)}-${draft.events.length.toString(36)}`,
    kind: emission.kind,
    at: emission.at,
    turnId: emission.turnId ?? captured.origin.turnId,
    segment: emission.segment ?? draft.segment,
    act: emission.act ?? false,
    data: emission.data,
  };
  const user = 'user' in emission ? emission.user : known.user?.number;
  if (user !== undefined) event.user = user;
  if (only !== undefined) event.only = only;
  if (emission.session) placeInItsSession(draft, event, emission.session.id);
  draft.events.push(event as unknown as AnalyticsEvent);
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function placeInItsSession(draft: Draft, event: Writable<EventBase>, sessionId: string): void {
  const session = draft.sessions.get(sessionId);
  if (!session) return;
  const { at } = event;
  const before = draft.lastEvents.get(sessionId) ?? session.lastEventAt ?? at;
  event.sessionId = sessionId;
  event.sessionOpenedAt = session.openedAt;
  event.sincePreviousMs = Math.max(0, at - before);
  draft.lastEvents.set(sessionId, Math.max(before, at));
}

/** Changes fields of a session. */
export function changeSession(draft: Draft, session: Session, changes: Partial<Session>): Session {
  return putSession(draft, changedSession(session, changes));
}

/** Puts a session in the place of the one with its id, if there is one. */
export function putSession(draft: Draft, session: Session): Session {
  draft.sessions.set(session.id, session);
  draft.changed.add(session.id);
  const { session: latest, sessionCount, identifiedAs } = draft.participant;
  if (latest?.id === session.id) draft.participant = { session, sessionCount, identifiedAs };
  return session;
}

/** Changes fields of the state of the conversation. */
export function changeConversation(draft: Draft, changes: Partial<ConversationState>): void {
  draft.conversation = changedConversation(draft.conversation, changes);
}

/** Returns the sessions that are to be written, and the participant with its own among them. */
export function closeSessions(draft: Draft): readonly Session[] {
  for (const [id, lastEventAt] of draft.lastEvents) {
    const session = draft.sessions.get(id);
    if (session) changeSession(draft, session, { lastEventAt });
  }
  const changed: Session[] = [];
  for (const id of draft.changed) {
    const session = draft.sessions.get(id);
    if (session) changed.push(session);
  }
  return changed;
}

/** Counts a fact that cannot be used, by the reason. */
export function drop(draft: Draft, reason: string): void {
  draft.dropped.set(reason, (draft.dropped.get(reason) ?? 0) + 1);
}
