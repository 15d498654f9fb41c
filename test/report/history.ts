/** A history in plain words, and a real SQLite store that recorded it. */

import { interpret } from '../../src/interpret/interpret.ts';
import type { TurnCall } from '../../src/model/call.ts';
import type { InterpretSettings } from '../../src/model/settings.ts';
import { MINUTE_MS, SECOND_MS } from '../../src/model/time.ts';
import type {
  CapturedActivity,
  CapturedTurn,
  DialogTrace,
  Fact,
  OfferedButton,
} from '../../src/model/turn.ts';
import { openStore } from '../../src/record/open.ts';
import type { Store } from '../../src/record/store.ts';
import { NO_PATTERNS } from '../../src/runtime/patterns.ts';

/** What a user, or the bot on its own, did at an instant. A history lists moments as they arrive. */
export interface Moment {
  readonly at: number;
  /**
   * `message`, `/start`, nothing at all, a click without a message, a signal, somebody who was added to
   * the conversation, or a bot message out of the blue.
   */
  readonly kind: 'message' | 'command' | 'empty' | 'click' | 'signal' | 'added' | 'campaign';
  readonly user: string;
  /** Default `webchat`. */
  readonly channel?: string;
  /** Default: one conversation per user. */
  readonly conversation?: string;
  readonly isGroup?: boolean;
  readonly bot?: string;
  /** Default `1.0`. */
  readonly version?: string;
  readonly locale?: string;
  readonly device?: string;
  readonly browser?: string;
  readonly test?: boolean;
  /** What the `identify` option answers. */
  readonly identity?: string;
  /** As the channel tells it. */
  readonly name?: string;
  /** Id of what came in; the same once more is a redelivery. Default: none. */
  readonly key?: string;
  /** What the ids of the replies are made of; default: `key`. */
  readonly replyKey?: string | undefined;
  /** What the user wrote; default `hi`. */
  readonly text?: string;
  /** The channel says that the text comes from a button. */
  readonly pressed?: boolean;
  /** Users who were added. */
  readonly members?: readonly string[];
  /** The bot did not understand the message. */
  readonly unrecognized?: boolean;
  /** Messages of the bot in the same turn, a second later. */
  readonly replies?: number;
  /** Time to the first of them; the others follow a second after one another. */
  readonly replyAfterMs?: number;
  /** The last of them asks for input. */
  readonly asks?: boolean;
  /** The bot asks for feedback on them. */
  readonly offersFeedback?: boolean;
  /** Titles of quick replies on the last of them. */
  readonly offers?: readonly string[];
  readonly calls?: readonly TurnCall[];
  /** The dialogs that wait when the turn is over. */
  readonly stack?: DialogTrace;
}

/** Default `webchat`. */
export function channelOf({ channel = 'webchat' }: Moment): string {
  return channel;
}

/** Messages that a moment makes the bot send. */
export function repliesOf({ kind, replies }: Moment): number {
  return replies ?? (kind === 'campaign' ? 1 : 0);
}

/** When they are sent. */
export function replyTimesOf(moment: Moment): number[] {
  const { at, kind, replyAfterMs = kind === 'campaign' ? 0 : SECOND_MS } = moment;
  const step = moment.replyAfterMs === undefined ? 0 : SECOND_MS;
  return Array.from({ length: repliesOf(moment) }, (_, i) => at + replyAfterMs + i * step);
}

/** Id of a reply, by which it can be voted on. */
export function replyId(key: string, index: number): string {
  return `${key}-reply-${index}`;
}

/** Opens a store that holds the history, in the order given. */
export async function storeOf(
  history: readonly Moment[],
  path = ':memory:',
  more: Partial<InterpretSettings> = {},
): Promise<Store> {
  const store = await openStore({
    store: { kind: 'sqlite', options: { path } },
    durability: 'balanced',
    interpret: settings('bot'),
    patterns: { fallbackTexts: [], handoverPhrases: [] },
    destinations: [],
  });
  await recordInto(store, history, more);
  return store;
}

/** Records more of a history; its moments are numbered from `first` on. */
export async function recordInto(
  store: Store,
  history: readonly Moment[],
  more: Partial<InterpretSettings> = {},
  first = 0,
): Promise<void> {
  const errors: unknown[] = [];
  let number = 0;
  for (const { bot, version, turns } of runsOf(history, first)) {
    await store.record(
      { writer: `w${first}`, number: ++number, items: turns },
      {
        interpret,
        matcher: NO_PATTERNS,
        settings: { ...settings(bot), ...more, botVersion: version },
        destinations: [],
        onItemError: (error) => errors.push(error),
      },
    );
  }
  if (errors.length > 0) throw errors[0];
}

function settings(botId: string): InterpretSettings {
  return {
    botId,
    botVersion: '1.0',
    sessionTimeoutMs: { default: 30 * MINUTE_MS, channels: {} },
    systemCommands: ['/start'],
    thresholds: {},
    captureText: 'off',
  };
}

interface Run {
  readonly bot: string;
  readonly version: string;
  readonly turns: CapturedTurn[];
}

/** A batch is of one version of one bot. */
function runsOf(history: readonly Moment[], first: number): readonly Run[] {
  const runs: Run[] = [];
  history.forEach((moment, i) => {
    const { bot = 'bot', version = '1.0' } = moment;
    const last = runs.at(-1);
    if (last?.bot !== bot || last.version !== version) runs.push({ bot, version, turns: [] });
    runs.at(-1)?.turns.push(turnOf(moment, first + i));
  });
  return runs;
}

function turnOf(moment: Moment, i: number): CapturedTurn {
  const { at, user, conversation = `c-${user}`, isGroup = false, test = false, stack } = moment;
  const { locale, device, browser, identity, name } = moment;
  return {
    type: 'turn',
    origin: {
      turnId: `t${i.toString(36)}`,
      receivedAt: at,
      at,
      channel: channelOf(moment),
      conversation: { id: conversation, isGroup },
      from: { id: user, ...(name !== undefined && { name }) },
      recipient: { id: 'the-bot' },
      ...(locale !== undefined && { locale }),
      ...(device !== undefined && { device }),
      ...(browser !== undefined && { browser }),
      ...(identity !== undefined && { identity }),
      test,
    },
    facts: factsOf(moment, i),
    ...(stack && { stack }),
  };
}

function factsOf(moment: Moment, i: number): readonly Fact[] {
  const { at, key } = moment;
  const id = key === undefined || moment.kind === 'campaign' ? {} : { id: key };
  return [
    { type: 'incoming', at, activity: { ...incoming(moment), ...id } },
    ...callsOf(moment).map((call) => ({ type: 'call', at, call }) as const),
    ...replyTimesOf(moment).map((sentAt, index) => ({
      type: 'outgoing' as const,
      at: sentAt,
      activity: reply(moment, i, index),
      status: 'sent' as const,
    })),
  ];
}

/** What the bot's code tells in a moment, in that order. */
export function callsOf({ kind, unrecognized, calls = [] }: Moment): readonly TurnCall[] {
  const told: TurnCall[] = [...calls];
  if (unrecognized) told.push({ name: 'unrecognized' });
  if (kind === 'click') told.push({ name: 'recordClick', type: 'link', title: 'Prices' });
  return told;
}

function reply(moment: Moment, i: number, index: number): CapturedActivity {
  const { key, replyKey = key, asks, offersFeedback, offers } = moment;
  const isLast = index === repliesOf(moment) - 1;
  return {
    ...message(`hello ${i} ${index}`),
    ...(replyKey !== undefined && { id: replyId(replyKey, index) }),
    ...(asks && isLast && { inputHint: 'expectingInput' }),
    ...(offersFeedback && { feedbackOffered: true as const }),
    ...(offers && isLast && { buttons: offers.map(quickReply) }),
  };
}

function quickReply(title: string): OfferedButton {
  return { type: 'quick_reply', title, text: title };
}

function message(text: string): CapturedActivity {
  return { type: 'message', text, textLength: text.length, attachmentCount: 0, hasValue: false };
}

function event(name: string): CapturedActivity {
  return { type: 'event', name, attachmentCount: 0, hasValue: false };
}

function incoming({ kind, text = 'hi', pressed, members = [] }: Moment): CapturedActivity {
  switch (kind) {
    case 'message':
      return { ...message(text), ...(pressed && { pressed: 'quick_reply' as const }) };
    case 'command':
      return message('/start');
    case 'empty':
      return message(' ');
    case 'click':
      return event('link');
    case 'signal':
      return event('ping');
    case 'added':
      return {
        type: 'conversationUpdate',
        attachmentCount: 0,
        hasValue: false,
        membersAdded: ['the-bot', ...members].map((id) => ({ id })),
      };
    case 'campaign':
      return event('ContinueConversation');
    default:
      return kind satisfies never;
  }
}
