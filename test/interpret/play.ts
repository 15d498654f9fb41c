/** Plays turns through `interpret` and remembers between them what a store would. */

import { createHash } from 'node:crypto';
import type { TurnCall } from '../../src/model/call.ts';
import type { AnalyticsEvent, AnalyticsEventOf, EventKind } from '../../src/model/event.ts';
import { EMPTY_CONVERSATION, EMPTY_PARTICIPANT } from '../../src/model/state.ts';
import type {
  ConversationState,
  ParticipantState,
  Session,
  StoredVote,
} from '../../src/model/state.ts';
import type { InterpretSettings, PatternList } from '../../src/model/settings.ts';
import { MINUTE_MS } from '../../src/model/time.ts';
import type {
  Amendment,
  Captured,
  CapturedActivity,
  CapturedTurn,
  Fact,
  TurnOrigin,
} from '../../src/model/turn.ts';
import { votedMessages } from '../../src/interpret/feedback.ts';
import { interpret } from '../../src/interpret/interpret.ts';
import type { Interpretation } from '../../src/interpret/interpretation.ts';
import { lateInstants } from '../../src/interpret/late.ts';
import { identityOf, participantOf } from '../../src/interpret/participant.ts';
import { covers, timeoutFor } from '../../src/interpret/session.ts';
import { waitingSessions } from '../../src/interpret/settle-at.ts';

export const NOON = Date.UTC(2026, 9, 5, 12);

export const SETTINGS: InterpretSettings = {
  botId: 'bot',
  botVersion: '1.0',
  sessionTimeoutMs: { default: 30 * MINUTE_MS, channels: { msteams: 60 * MINUTE_MS } },
  systemCommands: ['/start', '/help'],
  thresholds: {},
  captureText: 'off',
};

export function activity(overrides: Partial<CapturedActivity> = {}): CapturedActivity {
  return { type: 'message', attachmentCount: 0, hasValue: false, ...overrides };
}

export function text(words: string, id?: string): CapturedActivity {
  return activity({ text: words, textLength: words.length, ...(id !== undefined && { id }) });
}

export const incoming = (at: number, what: CapturedActivity): Fact => ({
  type: 'incoming',
  at,
  activity: what,
});

export const outgoing = (
  at: number,
  what: CapturedActivity,
  status: 'sent' | 'failed' | 'unknown' = 'sent',
): Fact => ({ type: 'outgoing', at, activity: what, status });

export const call = (at: number, what: TurnCall): Fact => ({ type: 'call', at, call: what });

let lastTurn = 0;

function origin(overrides: Partial<TurnOrigin> = {}): TurnOrigin {
  return {
    turnId: `t${(++lastTurn).toString(36)}`,
    receivedAt: NOON,
    at: overrides.receivedAt ?? NOON,
    channel: 'webchat',
    conversation: { id: 'c1', isGroup: false },
    from: { id: 'anna' },
    recipient: { id: 'bot' },
    locale: 'en-US',
    test: false,
    ...overrides,
  };
}

/** A turn that begins at the time of its first fact. */
export function turn(
  facts: readonly Fact[],
  overrides: Partial<TurnOrigin> & Pick<Partial<CapturedTurn>, 'error' | 'typeAtEnd'> = {},
): CapturedTurn {
  const { error, typeAtEnd, ...rest } = overrides;
  return {
    type: 'turn',
    origin: origin({ receivedAt: facts[0]?.at ?? NOON, ...rest }),
    facts,
    ...(error && { error }),
    ...(typeAtEnd !== undefined && { typeAtEnd }),
  };
}

/** A message of the user at an instant, answered a second later. */
export function exchange(at: number, words = 'hi', ...calls: readonly TurnCall[]): CapturedTurn {
  const facts = [
    incoming(at, text(words, `in-${at}`)),
    ...calls.map((each) => call(at + 500, each)),
    outgoing(at + 1000, text('hello', `out-${at}`)),
  ];
  return turn(facts);
}

export function amendment(of: CapturedTurn, facts: readonly Fact[]): Amendment {
  return { type: 'amendment', id: `a${(++lastTurn).toString(36)}`, origin: of.origin, facts };
}

/** What the store does about a message that waits, at an instant by the bot's clock. */
export function settling(
  { origin: { turnId, at, channel, conversation } }: CapturedTurn,
  now: number,
): Amendment {
  const origin = { turnId, receivedAt: now, at, channel, test: false };
  return {
    type: 'amendment',
    id: `${turnId}z`,
    origin: { ...origin, ...(conversation && { conversation }) },
    facts: [],
  };
}

export interface Stage {
  play(captured: Captured): Interpretation;
  readonly events: AnalyticsEvent[];
  all<K extends EventKind>(kind: K): AnalyticsEventOf<K>[];
  /** Those that reports count. */
  counted<K extends EventKind>(kind: K): AnalyticsEventOf<K>[];
  /** Those that destinations are told. */
  told<K extends EventKind>(kind: K): AnalyticsEventOf<K>[];
  sessions(): readonly Session[];
  participant(user?: string): ParticipantState;
  conversation(): ConversationState;
}

/** Pseudonym of an activity id. */
export const activityKey = (id: string): string =>
  createHash('sha256').update(id).digest('hex').slice(0, 32);

/** Pseudonym of a text. */
export const textKey = (words: string): string => activityKey(`text|${words}`);

/** Tells whether a text is configured. */
export type Matches = (list: PatternList, text: string) => boolean;

export function stage(
  settings: InterpretSettings = SETTINGS,
  matches: Matches = () => false,
): Stage {
  const conversations = new Map<string, ConversationState>();
  const participants = new Map<string, ParticipantState>();
  const users = new Map<string, number>();
  const firstActs = new Map<string, number>();
  const sessions = new Map<string, Session>();
  const votes = new Map<string, StoredVote>();
  const events: AnalyticsEvent[] = [];
  const play = (captured: Captured): Interpretation => {
    const { facts, origin: from } = captured;
    const user = participantOf(from, facts);
    const name = user && (identityOf(captured) ?? `${from.channel}|${user.id}`);
    const number = name === undefined ? undefined : (users.get(name) ?? users.size + 1);
    if (name !== undefined && number !== undefined) users.set(name, number);
    const key = `${from.conversation?.id}|${user?.id}`;
    const participant = participants.get(key) ?? EMPTY_PARTICIPANT;
    const timeoutMs = timeoutFor(settings, from.channel);
    const late = lateInstants({ facts, participant, timeoutMs });
    const conversation = conversations.get(from.conversation?.id ?? '') ?? EMPTY_CONVERSATION;
    const waiting = waitingSessions(conversation);
    const nearby = [...sessions.values()].filter(
      (session) =>
        session.id !== participant.session?.id &&
        (waiting.includes(session.id) ||
          (session.user === number && late.some((at) => covers(session, at, timeoutMs)))),
    );
    const firstAct = firstActs.get(`${number}|${from.test}`);
    const answer = interpret({
      captured,
      facts,
      settings,
      activityKey,
      textKey,
      matches,
      known: {
        ...(from.conversation && { conversation }),
        votes: votedMessages(facts, { conversation, activityKey }).flatMap(
          (message) => votes.get(`${from.conversation?.id}|${number}|${message}`) ?? [],
        ),
        nearbySessions: nearby.toSorted((a, b) => a.startedAt - b.startedAt),
        ...(number !== undefined && {
          ...(from.conversation && { participant }),
          user: {
            number,
            ...(firstAct !== undefined &&
              (from.test ? { firstTestActAt: firstAct } : { firstActAt: firstAct })),
          },
        }),
      },
    });
    if (answer.conversation) conversations.set(from.conversation?.id ?? '', answer.conversation);
    if (answer.participant) participants.set(key, answer.participant);
    for (const session of answer.sessions) sessions.set(session.id, session);
    for (const vote of answer.votes) {
      votes.set(`${from.conversation?.id}|${number}|${vote.message}`, vote);
    }
    for (const event of answer.events) {
      const actor = `${event.user}|${from.test}`;
      if (event.act) firstActs.set(actor, Math.min(firstActs.get(actor) ?? Infinity, event.at));
      events.push(event);
    }
    return answer;
  };
  const all = <K extends EventKind>(kind: K) =>
    events.filter((event) => event.kind === kind) as unknown as AnalyticsEventOf<K>[];
  return {
    play,
    events,
    all,
    counted: (kind) => all(kind).filter(({ only }) => only !== 'destinations'),
    told: (kind) => all(kind).filter(({ only }) => only !== 'reports'),
    sessions: () => [...sessions.values()],
    participant: (user = 'anna') => participants.get(`c1|${user}`) ?? EMPTY_PARTICIPANT,
    conversation: () => conversations.get('c1') ?? EMPTY_CONVERSATION,
  };
}
