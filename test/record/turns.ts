/** Turns as they reach the record stage, and events as they reach the rollups. */

import type { TurnCall } from '../../src/model/call.ts';
import type { AnalyticsEvent, EventData, EventKind } from '../../src/model/event.ts';
import type { Segment } from '../../src/model/segment.ts';
import type { InterpretSettings } from '../../src/model/settings.ts';
import { MINUTE_MS, QUARTER_MS, quarterOf } from '../../src/model/time.ts';
import type { CapturedActivity, CapturedTurn, Fact, TurnOrigin } from '../../src/model/turn.ts';
import { interpret } from '../../src/interpret/interpret.ts';
import type { RecordDeps } from '../../src/record/store.ts';
import { NO_PATTERNS } from '../../src/runtime/patterns.ts';

/** A quarter-hour begins here. */
export const T0 = Date.UTC(2026, 0, 5, 12);
export const Q0 = quarterOf(T0);
export const QUARTER = QUARTER_MS;
export const MINUTE = MINUTE_MS;

export const SETTINGS: InterpretSettings = {
  botId: 'pizza',
  botVersion: '1',
  sessionTimeoutMs: { default: 30 * MINUTE, channels: {} },
  systemCommands: ['/start'],
  thresholds: {},
  captureText: 'off',
};

/** What goes with a batch: the real interpretation, and no destination. */
export function deps(more: Partial<RecordDeps> = {}): RecordDeps {
  const onItemError = (error: unknown): void => {
    throw error;
  };
  return {
    interpret,
    matcher: NO_PATTERNS,
    settings: SETTINGS,
    destinations: [],
    onItemError,
    ...more,
  };
}

interface TurnParts {
  /** Names the turn, and the activities in it unless they are named. */
  readonly id: string;
  readonly at?: number;
  readonly user?: string;
  readonly conversation?: string;
  readonly channel?: string;
  /** Id of the user's message; `null` = it has none. */
  readonly incoming?: string | null;
  readonly type?: string;
  /** What the user says. */
  readonly text?: string;
  /** Ids of the bot's messages. */
  readonly replies?: readonly string[];
  readonly calls?: readonly TurnCall[];
  readonly origin?: Partial<TurnOrigin>;
}

/** A message of a user, with what the bot's code called and the bot answered. */
export function turn(parts: TurnParts): CapturedTurn {
  const { id, at = T0, user = 'ann', conversation = 'c1', channel = 'webchat' } = parts;
  const { incoming = `in-${id}`, type = 'message', replies = [], calls = [], text } = parts;
  const facts: Fact[] = [
    { type: 'incoming', at, activity: activity(type, incoming, text) },
    ...calls.map((call): Fact => ({ type: 'call', at: at + 1, call })),
    ...replies.map((reply): Fact => ({
      type: 'outgoing',
      at: at + 2,
      status: 'sent',
      activity: activity('message', reply),
    })),
  ];
  const origin: TurnOrigin = {
    turnId: id,
    receivedAt: at,
    at,
    channel,
    conversation: { id: conversation, isGroup: false },
    from: { id: user },
    recipient: { id: 'the-bot' },
    test: false,
    ...parts.origin,
  };
  return { type: 'turn', origin, facts };
}

function activity(type: string, id: string | null, text = 'hello'): CapturedActivity {
  return {
    type,
    ...(id !== null && { id }),
    ...(type === 'message' && { text, textLength: text.length }),
    attachmentCount: 0,
    hasValue: false,
  };
}

/** A segment that differs from the usual one in what is said. */
export function segment(parts: Partial<Segment> = {}): Segment {
  return {
    bot: 'pizza',
    channel: 'webchat',
    locale: 'en',
    botVersion: '1',
    device: 'unknown',
    browser: 'unknown',
    test: false,
    ...parts,
  };
}

let events = 0;

/** An event of user 1 in session `s1`, unless it is said otherwise. */
export function event<K extends EventKind>(
  kind: K,
  data: EventData[K],
  more: Partial<Omit<AnalyticsEvent, 'kind' | 'data'>> = {},
): AnalyticsEvent {
  return {
    id: `e-${events++}`,
    kind,
    at: T0,
    turnId: 't',
    segment: segment(),
    user: 1,
    act: false,
    sessionId: 's1',
    sessionOpenedAt: T0,
    data,
    ...more,
  } as unknown as AnalyticsEvent;
}
