/** A history in plain words, and a real SQLite store that recorded it. */

import { interpret } from '../../src/interpret/interpret.ts';
import type { TurnCall } from '../../src/model/call.ts';
import { MINUTE_MS, SECOND_MS } from '../../src/model/time.ts';
import type { CapturedActivity, CapturedTurn, Fact } from '../../src/model/turn.ts';
import { openStore } from '../../src/record/open.ts';
import type { Store } from '../../src/record/store.ts';
import { NO_PATTERNS } from '../../src/runtime/patterns.ts';

/** What a user, or the bot on its own, did at an instant. */
export interface Moment {
  readonly at: number;
  /** `message`, `/start`, nothing at all, a click without a message, a signal, or a bot message out of the blue. */
  readonly kind: 'message' | 'command' | 'empty' | 'click' | 'signal' | 'campaign';
  readonly user: string;
  /** Default `webchat`. */
  readonly channel?: string;
  /** Default: one conversation per user. */
  readonly conversation?: string;
  readonly bot?: string;
  readonly locale?: string;
  readonly test?: boolean;
  /** The bot did not understand the message. */
  readonly unrecognized?: boolean;
  /** Messages of the bot in the same turn, a second later. */
  readonly replies?: number;
  readonly calls?: readonly TurnCall[];
}

/** Default `webchat`. */
export function channelOf({ channel = 'webchat' }: Moment): string {
  return channel;
}

/** Messages that a moment makes the bot send. */
export function repliesOf({ kind, replies }: Moment): number {
  return replies ?? (kind === 'campaign' ? 1 : 0);
}

/** Opens a store that holds the history, in the order given. */
export async function storeOf(history: readonly Moment[], path = ':memory:'): Promise<Store> {
  const store = await openStore({
    store: { kind: 'sqlite', options: { path } },
    durability: 'balanced',
    interpret: settings('bot'),
    patterns: { fallbackTexts: [], handoverPhrases: [] },
    destinations: [],
  });
  const errors: unknown[] = [];
  let number = 0;
  for (const { bot, turns } of runsOf(history)) {
    await store.record(
      { writer: 'w', number: ++number, items: turns },
      {
        interpret,
        matcher: NO_PATTERNS,
        settings: settings(bot),
        destinations: [],
        onItemError: (error) => errors.push(error),
      },
    );
  }
  if (errors.length > 0) throw errors[0];
  return store;
}

function settings(botId: string) {
  return {
    botId,
    botVersion: '1.0',
    sessionTimeoutMs: { default: 30 * MINUTE_MS, channels: {} },
    systemCommands: ['/start'],
    thresholds: {},
  };
}

/** A batch is of one bot. */
function runsOf(history: readonly Moment[]): { bot: string; turns: CapturedTurn[] }[] {
  const runs: { bot: string; turns: CapturedTurn[] }[] = [];
  history.forEach((moment, i) => {
    const bot = moment.bot ?? 'bot';
    if (runs.at(-1)?.bot !== bot) runs.push({ bot, turns: [] });
    runs.at(-1)?.turns.push(turnOf(moment, i));
  });
  return runs;
}

function turnOf(moment: Moment, i: number): CapturedTurn {
  const { at, user, conversation = `c-${user}`, locale, test = false } = moment;
  return {
    type: 'turn',
    origin: {
      turnId: `t${i.toString(36)}`,
      receivedAt: at,
      at,
      channel: channelOf(moment),
      conversation: { id: conversation, isGroup: false },
      from: { id: user },
      recipient: { id: 'the-bot' },
      ...(locale !== undefined && { locale }),
      test,
    },
    facts: factsOf(moment),
  };
}

function factsOf(moment: Moment): readonly Fact[] {
  const { at, kind, unrecognized, calls = [] } = moment;
  const told: TurnCall[] = [...calls];
  if (unrecognized) told.push({ name: 'unrecognized' });
  if (kind === 'click') told.push({ name: 'recordClick', type: 'link', title: 'Prices' });
  return [
    { type: 'incoming', at, activity: INCOMING[kind] },
    ...told.map((call) => ({ type: 'call', at, call }) as const),
    ...Array.from({ length: repliesOf(moment) }, () => ({
      type: 'outgoing' as const,
      at: at + (kind === 'campaign' ? 0 : SECOND_MS),
      activity: message('hello'),
      status: 'sent' as const,
    })),
  ];
}

function message(text: string): CapturedActivity {
  return { type: 'message', text, textLength: text.length, attachmentCount: 0, hasValue: false };
}

function event(name: string): CapturedActivity {
  return { type: 'event', name, attachmentCount: 0, hasValue: false };
}

const INCOMING: Readonly<Record<Moment['kind'], CapturedActivity>> = {
  message: message('hi'),
  command: message('/start'),
  empty: message(' '),
  click: event('link'),
  signal: event('ping'),
  campaign: event('ContinueConversation'),
};
